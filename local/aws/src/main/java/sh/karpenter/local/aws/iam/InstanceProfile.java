package sh.karpenter.local.aws.iam;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/// An instance profile: what an instance is given so that it can act in a role.
///
/// @param path for example `/karpenter/us-west-2/demo/`
/// @param roles names of the attached roles; IAM allows one
public record InstanceProfile(
        String name, String id, String path, Instant created, List<String> roles, SortedMap<String, String> tags) {}
