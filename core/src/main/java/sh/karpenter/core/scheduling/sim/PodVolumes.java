package sh.karpenter.core.scheduling.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.VolumeSource;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.result.Rejection;

/// What the volumes of a pod mean for its place: whether they can be used at all, where they are or may be
/// made, and how many of each driver a node must attach.
///
/// Source: Karpenter scheduling, "Volumes".
public final class PodVolumes {
    private PodVolumes() {}

    /// Why a pod's volumes cannot be used, null when they can.
    public static @Nullable Rejection problem(PodShape shape, ClusterSnapshot cluster) {
        for (VolumeSource source : shape.volumes()) {
            String name = shape.namespace() + "/" + source.claimName();
            PersistentVolumeClaim claim = cluster.volumeClaims().get(name);
            Rejection problem = claim == null
                    ? new Rejection.UnusableVolume(
                            name, "", "getting persistent volume claim, persistentvolumeclaim not found")
                    : problem(name, claim, cluster);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable Rejection problem(String name, PersistentVolumeClaim claim, ClusterSnapshot cluster) {
        if (claim.deleting()) {
            return new Rejection.UnusableVolume(name, "", "persistentvolumeclaim is being deleted");
        }
        if (claim.lost()) {
            return new Rejection.UnusableVolume(
                    name, "", "persistentvolumeclaim bound to non-existent persistentvolume");
        }
        if (!claim.volumeName().isEmpty()) {
            return problemOfBound(name, claim, cluster.volumes().get(claim.volumeName()));
        }
        String className = claim.storageClassName();
        if (className == null || className.isEmpty()) {
            return new Rejection.UnusableVolume(name, "", "unbound pvc must define a storage class");
        }
        StorageClass storageClass = cluster.storageClasses().get(className);
        if (storageClass == null) {
            return new Rejection.UnusableVolume(
                    name, className, "failed to validate pvc, failed to get storage class, storageclass not found");
        }
        return storageClass.immediate()
                ? new Rejection.UnusableVolume(name, className, "pvc with immediate binding mode must be bound")
                : null;
    }

    private static @Nullable Rejection problemOfBound(
            String name, PersistentVolumeClaim claim, @Nullable PersistentVolume volume) {
        if (volume == null) {
            return new Rejection.UnusableVolume(
                    name, claim.volumeName(), "failed to validate pvc, persistentvolume not found");
        }
        if (volume.deleting()) {
            return new Rejection.UnusableVolume(
                    name, claim.volumeName(), "failed to validate pvc, persistentvolume is being deleted");
        }
        return claim.bindCompleted()
                ? null
                : new Rejection.UnusableVolume(
                        name,
                        claim.volumeName(),
                        "pvc is considered unbound because it does not contain annotation"
                                + " pv.kubernetes.io/bind-completed");
    }

    /// The alternatives of where the volumes are or may be made, null when a volume cannot be read; empty when
    /// they may be anywhere.
    public static @Nullable List<Requirements> zones(PodShape shape, ClusterSnapshot cluster, LabelVocabulary labels) {
        List<Requirements> result = List.of();
        for (VolumeSource source : shape.volumes()) {
            PersistentVolumeClaim claim = cluster.volumeClaims().get(shape.namespace() + "/" + source.claimName());
            List<Requirements> ofVolume = claim == null ? null : zones(claim, cluster, labels);
            if (ofVolume == null) {
                return null;
            }
            result = combine(result, ofVolume);
        }
        return result;
    }

    private static @Nullable List<Requirements> zones(
            PersistentVolumeClaim claim, ClusterSnapshot cluster, LabelVocabulary labels) {
        if (claim.volumeName().isEmpty()) {
            StorageClass storageClass = claim.storageClassName() == null
                    ? null
                    : cluster.storageClasses().get(claim.storageClassName());
            return storageClass == null ? List.of() : terms(storageClass.allowedTopologies(), false, labels);
        }
        PersistentVolume volume = cluster.volumes().get(claim.volumeName());
        return volume == null ? null : terms(volume.nodeTerms(), volume.localToNode(), labels);
    }

    /// Why it cannot be told where the volumes are or may be made, null when it can.
    public static @Nullable Rejection problemOfZones(PodShape shape, ClusterSnapshot cluster, LabelVocabulary labels) {
        for (VolumeSource source : shape.volumes()) {
            String name = shape.namespace() + "/" + source.claimName();
            PersistentVolumeClaim claim = cluster.volumeClaims().get(name);
            Rejection missing =
                    new Rejection.UnusableVolume(name, "", "getting persistent volume claim or volume, not found");
            if (claim == null) {
                return missing;
            }
            try {
                if (zones(claim, cluster, labels) == null) {
                    return missing;
                }
            } catch (IllegalArgumentException nonsense) {
                boolean bound = !claim.volumeName().isEmpty();
                return new Rejection.UnusableVolume(
                        name,
                        bound ? claim.volumeName() : Objects.requireNonNullElse(claim.storageClassName(), ""),
                        (bound ? "node affinity of the persistentvolume, " : "allowed topologies of the storageclass, ")
                                + nonsense.getMessage());
            }
        }
        return null;
    }

    private static List<Requirements> terms(List<NodeSelectorTerm> terms, boolean localToNode, LabelVocabulary labels) {
        var result = new ArrayList<Requirements>();
        for (NodeSelectorTerm term : terms) {
            Requirements requirements = PodRequirements.of(term, labels);
            result.add(localToNode ? requirements.without(LabelKeys.HOSTNAME) : requirements);
        }
        return result;
    }

    /// The cross product without the pairs that exclude each other; all of it when every pair does.
    private static List<Requirements> combine(List<Requirements> left, List<Requirements> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        var possible = new ArrayList<Requirements>();
        var all = new ArrayList<Requirements>();
        for (Requirements a : left) {
            for (Requirements b : right) {
                Requirements both = a.and(b);
                all.add(both);
                if (a.intersects(b)) {
                    possible.add(both);
                }
            }
        }
        return possible.isEmpty() ? all : possible;
    }

    /// The volumes that a node attaches for the pod. Volumes whose driver is not known are left out.
    public static AttachedVolumes attached(PodShape shape, ClusterSnapshot cluster) {
        if (shape.volumes().isEmpty()) {
            return AttachedVolumes.none();
        }
        var byDriver = new TreeMap<String, SortedSet<String>>();
        for (VolumeSource source : shape.volumes()) {
            String name = shape.namespace() + "/" + source.claimName();
            PersistentVolumeClaim claim = cluster.volumeClaims().get(name);
            String driver = claim == null ? "" : driver(claim, cluster);
            if (!driver.isEmpty()) {
                byDriver.computeIfAbsent(driver, _ -> new TreeSet<>()).add(name);
            }
        }
        return new AttachedVolumes(byDriver);
    }

    private static String driver(PersistentVolumeClaim claim, ClusterSnapshot cluster) {
        if (!claim.volumeName().isEmpty()) {
            PersistentVolume volume = cluster.volumes().get(claim.volumeName());
            return volume == null ? "" : volume.csiDriver();
        }
        StorageClass storageClass = claim.storageClassName() == null
                ? null
                : cluster.storageClasses().get(claim.storageClassName());
        return storageClass == null ? "" : storageClass.provisioner();
    }
}
