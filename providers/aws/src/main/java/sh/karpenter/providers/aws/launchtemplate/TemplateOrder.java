package sh.karpenter.providers.aws.launchtemplate;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.tag.ResourceTags;

/// What a launch template is to say.
///
/// @param nodeClass the class of the machine
/// @param labels labels that the kubelet sets on its node, in key order
/// @param taints taints that the kubelet sets on its node
/// @param capacityType how the machine is bought
/// @param tenancy `default` or `dedicated`
/// @param tags the tags of everything that comes of it
/// @param amiId the image
/// @param maxPods how many pods the kubelet runs
/// @param efaInterfaces EFA network interfaces to attach, 0 for none
/// @param partition the partition of the class's placement group, 0 to leave it to EC2
/// @param reservation the capacity reservation to launch into, null for none
public record TemplateOrder(
        NodeClass nodeClass,
        SequencedMap<String, String> labels,
        List<Taint> taints,
        String capacityType,
        String tenancy,
        ResourceTags tags,
        String amiId,
        long maxPods,
        int efaInterfaces,
        int partition,
        @Nullable ResolvedCapacityReservation reservation) {

    public TemplateOrder {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        taints = List.copyOf(taints);
    }
}
