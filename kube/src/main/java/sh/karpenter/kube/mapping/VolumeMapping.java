package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.StorageClass;

/// Volumes, their claims and their classes. In-tree plugins are named as the CSI drivers that replaced them.
public final class VolumeMapping {
    private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    private static final String EBS_DRIVER = "ebs.csi.aws.com";

    /// Source: Kubernetes documentation, "Types of persistent volumes", and the `csi-translation-lib` they refer
    /// to.
    private static final Map<String, String> DRIVER_BY_IN_TREE_PLUGIN = Map.of(
            "kubernetes.io/aws-ebs", EBS_DRIVER,
            "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
            "kubernetes.io/azure-disk", "disk.csi.azure.com",
            "kubernetes.io/azure-file", "file.csi.azure.com",
            "kubernetes.io/cinder", "cinder.csi.openstack.org",
            "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com",
            "kubernetes.io/portworx-volume", "pxd.portworx.com");

    private VolumeMapping() {}

    /// Maps a volume.
    ///
    /// @throws IllegalArgumentException naming field and value when its node affinity cannot be understood
    public static PersistentVolume toCore(io.fabric8.kubernetes.api.model.PersistentVolume volume) {
        var metadata = volume.getMetadata();
        try {
            PersistentVolumeSpec spec = MalformedField.unlessThere("spec", volume.getSpec());
            return new PersistentVolume(
                    metadata.getName(),
                    metadata.getDeletionTimestamp() != null,
                    spec.getNodeAffinity() == null
                            ? List.of()
                            : SelectorMapping.terms(
                                    "spec.nodeAffinity.required",
                                    spec.getNodeAffinity().getRequired()),
                    driver(spec),
                    spec.getLocal() != null || spec.getHostPath() != null);
        } catch (MalformedField bad) {
            throw new IllegalArgumentException("persistentvolume " + metadata.getName() + ", " + bad.getMessage(), bad);
        }
    }

    private static String driver(PersistentVolumeSpec spec) {
        if (spec.getCsi() != null) {
            return text(spec.getCsi().getDriver());
        }
        return spec.getAwsElasticBlockStore() != null ? EBS_DRIVER : "";
    }

    /// Maps a claim.
    ///
    /// @throws IllegalArgumentException naming the field when it has no spec
    public static PersistentVolumeClaim toCore(io.fabric8.kubernetes.api.model.PersistentVolumeClaim claim) {
        var metadata = claim.getMetadata();
        var annotations = metadata.getAnnotations();
        if (claim.getSpec() == null) {
            throw new IllegalArgumentException("spec: \"\": must not be absent");
        }
        return new PersistentVolumeClaim(
                text(metadata.getNamespace()),
                metadata.getName(),
                metadata.getDeletionTimestamp() != null,
                claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase()),
                text(claim.getSpec().getVolumeName()),
                annotations != null && annotations.containsKey(BIND_COMPLETED),
                claim.getSpec().getStorageClassName());
    }

    /// Maps a class.
    public static StorageClass toCore(io.fabric8.kubernetes.api.model.storage.StorageClass storageClass) {
        String provisioner = text(storageClass.getProvisioner());
        return new StorageClass(
                storageClass.getMetadata().getName(),
                DRIVER_BY_IN_TREE_PLUGIN.getOrDefault(provisioner, provisioner),
                !"WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode()),
                storageClass.getAllowedTopologies().stream()
                        .map(VolumeMapping::term)
                        .toList());
    }

    private static NodeSelectorTerm term(TopologySelectorTerm term) {
        List<LabelExpression> expressions = term.getMatchLabelExpressions().stream()
                .map(expression -> new LabelExpression(
                        text(expression.getKey()), Operator.IN.text(), expression.getValues(), null))
                .toList();
        return new NodeSelectorTerm(expressions, List.of());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
