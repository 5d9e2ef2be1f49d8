package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.storage.VolumeMatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod's volumes have to be reachable from its node: bound ones where they are, unbound ones where they can
/// be found or made, all of them within the number of volumes a node can attach.
final class VolumeFilter implements Filter {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";

    /// A claim that waits for its first consumer, and the class that will provide it.
    private record Waiting(ObjectNode claim, @Nullable ObjectNode storageClass) {}

    @Override
    public Preparation prepare(PodFacts pod, ClusterPicture picture) {
        if (pod.shape().claims().isEmpty()) {
            return Preparation.nothing();
        }
        VolumePicture volumes = picture.volumes();
        List<ObjectNode> bound = new ArrayList<>();
        List<Waiting> waiting = new ArrayList<>();
        boolean lost = false;
        for (String name : pod.shape().claims()) {
            ObjectNode claim = volumes.claim(pod.shape().namespace(), name);
            String problem = problem(pod, name, claim, volumes);
            if (problem != null || claim == null) {
                return new Preparation.Impossible(String.valueOf(problem));
            }
            ObjectNode storageClass = volumes.storageClass(Tree.text(claim, "spec", "storageClassName"));
            if (VolumeMatch.isBound(claim)) {
                ObjectNode volume = volumes.volume(Tree.text(claim, "spec", "volumeName"));
                lost |= volume == null;
                if (volume != null) {
                    bound.add(volume);
                }
            } else {
                waiting.add(new Waiting(claim, storageClass));
            }
        }
        boolean gone = lost;
        Set<String> takenAlone = takenAlone(pod, picture);
        return Preparation.ready(node -> {
            if (!takenAlone.isEmpty()) {
                return Refusal.resolvable("node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod"
                        + " access mode already in-use by another pod");
            }
            if (gone) {
                return Refusal.unresolvable(
                        "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
            }
            if (exceedsLimits(pod, node, picture)) {
                return Refusal.resolvable("node(s) exceed max volume count");
            }
            return refuse(node, bound, waiting, volumes);
        });
    }

    private static @Nullable String problem(
            PodFacts pod, String name, @Nullable ObjectNode claim, VolumePicture volumes) {
        if (claim == null) {
            return pod.shape().ephemeralClaims().contains(name)
                    ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\""
                    : "persistentvolumeclaim \"" + name + "\" not found";
        }
        if (Metadata.terminating(claim)) {
            return "persistentvolumeclaim \"" + name + "\" is being deleted";
        }
        if (Tree.text(claim, "status", "phase").equals("Lost")) {
            return "persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                    + Tree.text(claim, "spec", "volumeName") + "\"";
        }
        ObjectNode storageClass = volumes.storageClass(Tree.text(claim, "spec", "storageClassName"));
        boolean waits = storageClass != null
                && Tree.text(storageClass, "volumeBindingMode").equals("WaitForFirstConsumer");
        return VolumeMatch.isBound(claim) || waits ? null : "pod has unbound immediate PersistentVolumeClaims";
    }

    private static @Nullable Refusal refuse(
            NodeEntry node, List<ObjectNode> bound, List<Waiting> waiting, VolumePicture volumes) {
        for (ObjectNode volume : bound) {
            if (!VolumeMatch.reaches(volume, node.name(), node.labels())) {
                return Refusal.unresolvable("node(s) didn't match PersistentVolume's node affinity");
            }
        }
        Set<String> taken = new HashSet<>();
        for (Waiting each : waiting) {
            ObjectNode found = VolumeMatch.smallest(
                    each.claim,
                    volumes.volumes(),
                    taken,
                    volume -> VolumeMatch.reaches(volume, node.name(), node.labels()));
            if (found != null) {
                taken.add(Metadata.name(found));
            } else if (!provisionable(each.storageClass, node)) {
                return Refusal.unresolvable("node(s) didn't find available persistent volumes to bind");
            }
        }
        for (ObjectNode volume : bound) {
            if (!inZone(volume, node, ZONE) || !inZone(volume, node, REGION)) {
                return Refusal.unresolvable("node(s) had no available volume zone");
            }
        }
        return null;
    }

    private static boolean provisionable(@Nullable ObjectNode storageClass, NodeEntry node) {
        if (storageClass == null || Tree.text(storageClass, "provisioner").equals("kubernetes.io/no-provisioner")) {
            return false;
        }
        var topologies = Tree.items(storageClass, "allowedTopologies");
        if (topologies.isEmpty()) {
            return true;
        }
        for (JsonNode topology : topologies) {
            if (Tree.items(topology, "matchLabelExpressions").stream()
                    .allMatch(expression -> Tree.texts(expression, "values")
                            .contains(node.labels().getOrDefault(Tree.text(expression, "key"), "")))) {
                return true;
            }
        }
        return false;
    }

    private static boolean inZone(JsonNode volume, NodeEntry node, String key) {
        String zones = Metadata.label(volume, key);
        String zone = node.labels().get(key);
        return zones.isEmpty() || zone == null || List.of(zones.split("__", -1)).contains(zone);
    }

    /// Claims of the pod that only one pod may use and another pod uses.
    private static Set<String> takenAlone(PodFacts pod, ClusterPicture picture) {
        Set<String> alone = new HashSet<>();
        for (String name : pod.shape().claims()) {
            ObjectNode claim = picture.volumes().claim(pod.shape().namespace(), name);
            if (claim != null && Tree.texts(claim, "spec", "accessModes").contains("ReadWriteOncePod")) {
                alone.add(name);
            }
        }
        Set<String> taken = new HashSet<>();
        if (!alone.isEmpty()) {
            for (NodeEntry node : picture.nodes()) {
                for (PodFacts other : node.pods()) {
                    if (other.shape().namespace().equals(pod.shape().namespace())) {
                        other.shape().claims().stream().filter(alone::contains).forEach(taken::add);
                    }
                }
            }
        }
        return taken;
    }

    /// Whether a driver on the node would have to attach more volumes than it can.
    private static boolean exceedsLimits(PodFacts pod, NodeEntry node, ClusterPicture picture) {
        ObjectNode csiNode = picture.volumes().csiNode(node.name());
        if (csiNode == null) {
            return false;
        }
        Map<String, Set<String>> attached = new HashMap<>();
        for (PodFacts other : node.pods()) {
            collect(other, picture.volumes(), attached);
        }
        Map<String, Set<String>> wanted = new HashMap<>();
        collect(pod, picture.volumes(), wanted);
        for (JsonNode driver : Tree.items(csiNode, "spec", "drivers")) {
            String name = Tree.text(driver, "name");
            Set<String> all = new HashSet<>(wanted.getOrDefault(name, Set.of()));
            if (!all.isEmpty() && Tree.has(driver, "allocatable", "count")) {
                all.addAll(attached.getOrDefault(name, Set.of()));
                if (all.size() > Tree.number(driver, 0, "allocatable", "count")) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Adds the pod's volumes by driver: bound ones by their handle, others by their claim.
    private static void collect(PodFacts pod, VolumePicture volumes, Map<String, Set<String>> byDriver) {
        for (String name : pod.shape().claims()) {
            ObjectNode claim = volumes.claim(pod.shape().namespace(), name);
            if (claim == null) {
                continue;
            }
            ObjectNode volume = volumes.volume(Tree.text(claim, "spec", "volumeName"));
            ObjectNode storageClass = volumes.storageClass(Tree.text(claim, "spec", "storageClassName"));
            if (volume != null) {
                add(
                        byDriver,
                        Tree.text(volume, "spec", "csi", "driver"),
                        Tree.text(volume, "spec", "csi", "volumeHandle"));
            } else if (storageClass != null) {
                add(
                        byDriver,
                        Tree.text(storageClass, "provisioner"),
                        pod.shape().namespace() + "/" + name);
            }
        }
    }

    private static void add(Map<String, Set<String>> byDriver, String driver, String volume) {
        byDriver.computeIfAbsent(driver, _ -> new HashSet<>()).add(volume);
    }

    /// The claims of a pod that are not bound yet.
    static List<ObjectKey> unboundClaims(PodFacts pod, VolumePicture volumes) {
        List<ObjectKey> unbound = new ArrayList<>();
        for (String name : pod.shape().claims()) {
            ObjectNode claim = volumes.claim(pod.shape().namespace(), name);
            if (claim != null && !VolumeMatch.isBound(claim)) {
                unbound.add(Metadata.key(Kinds.CLAIMS, claim));
            }
        }
        return unbound;
    }
}
