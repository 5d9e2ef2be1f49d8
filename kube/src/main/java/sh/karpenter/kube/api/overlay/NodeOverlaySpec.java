package sh.karpenter.kube.api.overlay;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.wire.WireRecord;

/// What is corrected, and for which instance types.
///
/// @param requirements selects instance types and offerings; empty selects all
/// @param price the price per hour, a decimal without sign; excludes `priceAdjustment`
/// @param priceAdjustment a signed amount or percentage, for example `-0.5`, `+10%`
/// @param capacity resources added to the instance type; not cpu, memory, ephemeral-storage or pods
/// @param weight overlays with a greater weight win, 1 to 10000; absent is 0
@WireRecord
public record NodeOverlaySpec(
        List<NodeRequirement> requirements,
        @Nullable String price,
        @Nullable String priceAdjustment,
        @Nullable Map<String, Quantity> capacity,
        @Nullable Integer weight) {}
