package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.VolumeSource;

/// Pods to the core's [Pod]. Pods of one workload get the same [PodShape] instance, and share the texts that
/// they have in common; this saves nine tenths of the memory of a large cluster.
///
/// The same pod always gives an equal value; only which instances are shared depends on what was mapped before.
/// May be used from several threads.
public final class PodMapping {
    private static final List<String> READ_ANNOTATIONS =
            List.of(LabelKeys.DO_NOT_DISRUPT, LabelKeys.DISRUPTION_COST, LabelKeys.POD_DELETION_COST);
    private static final SequencedMap<String, String> NO_ANNOTATIONS = new TreeMap<>();

    private final Interner<PodShape> shapes = new Interner<>();
    private final Interner<String> texts = new Interner<>();
    private final Interner<List<PodOwner>> owners = new Interner<>();
    private final Interner<Resources> resources = new Interner<>();

    /// Maps a pod.
    public MappedPod map(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta metadata = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
        try {
            return new MappedPod.Mapped(mapped(metadata, pod));
        } catch (MalformedField bad) {
            return new MappedPod.Malformed(
                    text(metadata.getUid()),
                    text(metadata.getNamespace()),
                    text(metadata.getName()),
                    bad.field(),
                    bad.value(),
                    bad.problem());
        }
    }

    private Pod mapped(ObjectMeta metadata, io.fabric8.kubernetes.api.model.Pod pod) {
        if (text(metadata.getName()).isEmpty()) {
            throw new MalformedField("metadata.name", "", "must not be empty");
        }
        PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
        PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        return new Pod(
                text(metadata.getUid()),
                metadata.getName(),
                Objects.requireNonNullElse(
                        Times.parse("metadata.creationTimestamp", metadata.getCreationTimestamp()), Instant.EPOCH),
                shape(metadata, spec, status),
                texts.intern(text(spec.getNodeName())),
                phase(status.getPhase()),
                ready(condition(status, "Ready")),
                unschedulable(condition(status, "PodScheduled")),
                texts.intern(text(status.getNominatedNodeName())),
                Times.parse("metadata.deletionTimestamp", metadata.getDeletionTimestamp()),
                Times.parse("status.startTime", status.getStartTime()),
                owners.intern(owners(metadata.getOwnerReferences())),
                spec.getPriority() == null ? 0 : spec.getPriority(),
                texts.intern(text(spec.getPriorityClassName())),
                spec.getTerminationGracePeriodSeconds(),
                resources.intern(PodRequests.limits("spec", spec)),
                annotations(metadata.getAnnotations()));
    }

    /// The shape of the pods that a template would make.
    ///
    /// @param namespace of its workload
    /// @param field where the template stands, for messages
    /// @throws IllegalArgumentException naming field and value when it cannot be understood
    PodShape template(String namespace, String field, PodTemplateSpec template) {
        ObjectMeta metadata = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
        PodSpec spec = Objects.requireNonNullElseGet(template.getSpec(), PodSpec::new);
        return orIllegalArgument(
                () -> shapes.intern(shape(namespace, "", field + ".spec", metadata.getLabels(), spec, null)));
    }

    private static <T> T orIllegalArgument(Supplier<T> mapping) {
        try {
            return mapping.get();
        } catch (MalformedField bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    private PodShape shape(ObjectMeta metadata, PodSpec spec, PodStatus status) {
        String namespace = texts.intern(text(metadata.getNamespace()));
        return shapes.intern(shape(namespace, metadata.getName(), "spec", metadata.getLabels(), spec, status));
    }

    private PodShape shape(
            String namespace,
            String podName,
            String field,
            @Nullable Map<String, String> labels,
            PodSpec spec,
            @Nullable PodStatus status) {
        AffinityMapping affinity = AffinityMapping.of(field + ".affinity", spec.getAffinity());
        return new PodShape(
                namespace,
                sorted(labels),
                resources.intern(PodRequests.effective(field, spec, status)),
                sorted(spec.getNodeSelector()),
                affinity.requiredNodeTerms(),
                affinity.preferredNodeTerms(),
                TaintMapping.tolerations(field + ".tolerations", spec.getTolerations()),
                AffinityMapping.spread(field, spec),
                affinity.requiredPodAffinity(),
                affinity.preferredPodAffinity(),
                affinity.requiredPodAntiAffinity(),
                affinity.preferredPodAntiAffinity(),
                hostPorts(spec),
                volumes(podName, spec),
                dynamicResources(spec));
    }

    private static SequencedMap<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }

    private static List<HostPort> hostPorts(PodSpec spec) {
        var ports = new ArrayList<HostPort>();
        for (Container container : spec.getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getHostPort() != null && port.getHostPort() != 0) {
                    String ip = text(port.getHostIP());
                    String protocol = text(port.getProtocol());
                    ports.add(new HostPort(
                            ip.isEmpty() ? "0.0.0.0" : ip, port.getHostPort(), protocol.isEmpty() ? "TCP" : protocol));
                }
            }
        }
        return ports;
    }

    /// An ephemeral volume's claim is named after pod and volume, which makes the shape the pod's own.
    private static List<VolumeSource> volumes(String podName, PodSpec spec) {
        var sources = new ArrayList<VolumeSource>();
        for (Volume volume : spec.getVolumes()) {
            if (volume.getPersistentVolumeClaim() != null) {
                sources.add(
                        new VolumeSource(text(volume.getPersistentVolumeClaim().getClaimName()), false, ""));
            } else if (volume.getEphemeral() != null) {
                var template = volume.getEphemeral().getVolumeClaimTemplate();
                String storageClass = template == null || template.getSpec() == null
                        ? ""
                        : text(template.getSpec().getStorageClassName());
                sources.add(new VolumeSource(podName + "-" + volume.getName(), true, storageClass));
            }
        }
        return sources;
    }

    private static boolean dynamicResources(PodSpec spec) {
        return !spec.getResourceClaims().isEmpty()
                || spec.getContainers().stream().anyMatch(PodMapping::claimsDevices)
                || spec.getInitContainers().stream().anyMatch(PodMapping::claimsDevices);
    }

    private static boolean claimsDevices(Container container) {
        return container.getResources() != null
                && !container.getResources().getClaims().isEmpty();
    }

    private static PodPhase phase(@Nullable String phase) {
        return switch (text(phase)) {
            case "", "Pending" -> PodPhase.PENDING;
            case "Running" -> PodPhase.RUNNING;
            case "Succeeded" -> PodPhase.SUCCEEDED;
            case "Failed" -> PodPhase.FAILED;
            default -> PodPhase.UNKNOWN;
        };
    }

    private static @Nullable PodCondition condition(PodStatus status, String type) {
        for (PodCondition condition : status.getConditions()) {
            if (type.equals(condition.getType())) {
                return condition;
            }
        }
        return null;
    }

    private static @Nullable Boolean ready(@Nullable PodCondition condition) {
        if (condition == null) {
            return null;
        }
        return switch (text(condition.getStatus())) {
            case "True" -> true;
            case "False" -> false;
            default -> null;
        };
    }

    private static boolean unschedulable(@Nullable PodCondition condition) {
        return condition != null && "Unschedulable".equals(condition.getReason());
    }

    private static List<PodOwner> owners(List<OwnerReference> references) {
        return references.stream()
                .map(reference -> new PodOwner(
                        text(reference.getApiVersion()),
                        text(reference.getKind()),
                        text(reference.getName()),
                        text(reference.getUid()),
                        Boolean.TRUE.equals(reference.getController())))
                .toList();
    }

    private static SequencedMap<String, String> annotations(@Nullable Map<String, String> annotations) {
        if (annotations == null || READ_ANNOTATIONS.stream().noneMatch(annotations::containsKey)) {
            return NO_ANNOTATIONS;
        }
        var read = new TreeMap<>(annotations);
        read.keySet().retainAll(READ_ANNOTATIONS);
        return read;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
