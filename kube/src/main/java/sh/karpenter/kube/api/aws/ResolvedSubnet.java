package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// A subnet that was found.
///
/// @param id `subnet-` and so on
/// @param zone name of its zone in this account
/// @param zoneID name of its zone in all accounts
@WireRecord
public record ResolvedSubnet(
        String id, String zone, @Nullable String zoneID) {}
