/// The provider-neutral kinds as records, exactly as they are on the wire, with the names of labels,
/// annotations and taints. Start reading at [sh.karpenter.kube.api.NodePool]. It must not know a Kubernetes
/// client, a decision of the core or a cloud.
///
/// Components are null when the field is absent, which is not the same as empty. Lists and maps are handed
/// through as they were read; treat them as read-only. Fields with a closed set of values stay text here,
/// because one object with a value from the future must not stop a watch; the mapping turns them into types.
@NullMarked
package sh.karpenter.kube.api;

import org.jspecify.annotations.NullMarked;
