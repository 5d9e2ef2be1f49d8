package sh.karpenter.local.aws.ec2.template;

import java.time.Instant;
import java.util.List;

/// A launch template.
///
/// @param versions the data of version 1, 2, ... in order
/// @param defaultVersion the version that `$Default` names
public record LaunchTemplate(
        String id, String name, Instant created, String createdBy, List<LaunchData> versions, int defaultVersion) {
    /// The number of the newest version.
    public int latestVersion() {
        return versions.size();
    }
}
