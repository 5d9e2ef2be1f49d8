package sh.karpenter.kube.mapping;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes Kubernetes objects as JSON, leaving out while reading what no decision looks at: commands,
/// environments, probes, mounts, images. That makes reading pods three times as fast and halves their size.
///
/// What is not read cannot be written back, so objects are changed by patches only, never replaced.
public final class WireJson {
    private static final KubernetesSerialization SERIALIZATION = trimmed();

    private WireJson() {}

    /// The settings for a Kubernetes client.
    public static KubernetesSerialization serialization() {
        return SERIALIZATION;
    }

    /// The object as a tree.
    public static JsonNode tree(Object object) {
        return SERIALIZATION.convertValue(object, JsonNode.class);
    }

    /// A deep copy, which may be changed.
    public static <T> T copy(T object) {
        return SERIALIZATION.clone(object);
    }

    /// The tree as an object.
    ///
    /// @throws IllegalArgumentException when it has not the type's shape; the message names the place
    public static <T> T read(JsonNode tree, Class<T> type) {
        return SERIALIZATION.convertValue(tree, type);
    }

    /// A JSON or YAML document as an object.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException when it has not the type's shape
    public static <T> T read(String document, Class<T> type) {
        return SERIALIZATION.unmarshal(document, type);
    }

    /// The object as JSON text.
    public static String write(Object object) {
        return SERIALIZATION.asJson(object);
    }

    private static KubernetesSerialization trimmed() {
        JsonMapper mapper = JsonMapper.builderWithJackson2Defaults()
                .addMixIn(ObjectMeta.class, UnreadMetadata.class)
                .addMixIn(PodSpec.class, UnreadPodSpec.class)
                .addMixIn(Container.class, UnreadContainer.class)
                .addMixIn(Volume.class, UnreadVolume.class)
                .addMixIn(PodStatus.class, UnreadPodStatus.class)
                .addMixIn(ContainerStatus.class, UnreadContainerStatus.class)
                .addMixIn(NodeStatus.class, UnreadNodeStatus.class)
                .build();
        return new KubernetesSerialization(mapper, true);
    }

    @JsonIgnoreProperties(
            value = {"managedFields", "selfLink"},
            allowGetters = true)
    private interface UnreadMetadata {}

    @JsonIgnoreProperties(
            value = {
                "ephemeralContainers",
                "imagePullSecrets",
                "dnsConfig",
                "dnsPolicy",
                "hostAliases",
                "securityContext",
                "serviceAccount",
                "serviceAccountName",
                "subdomain",
                "readinessGates",
                "schedulerName"
            },
            allowGetters = true)
    private interface UnreadPodSpec {}

    @JsonIgnoreProperties(
            value = {
                "image",
                "imagePullPolicy",
                "command",
                "args",
                "workingDir",
                "env",
                "envFrom",
                "volumeMounts",
                "volumeDevices",
                "livenessProbe",
                "readinessProbe",
                "startupProbe",
                "lifecycle",
                "securityContext",
                "terminationMessagePath",
                "terminationMessagePolicy",
                "resizePolicy",
                "stdin",
                "stdinOnce",
                "tty"
            },
            allowGetters = true)
    private interface UnreadContainer {}

    /// Only the two kinds of volumes that stand for persistent volume claims are read.
    @JsonIgnoreProperties(
            value = {
                "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
                "emptyDir", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
                "image", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd",
                "scaleIO", "secret", "storageos", "vsphereVolume"
            },
            allowGetters = true)
    private interface UnreadVolume {}

    @JsonIgnoreProperties(
            value = {"hostIP", "hostIPs", "podIP", "podIPs", "ephemeralContainerStatuses", "message", "qosClass"},
            allowGetters = true)
    private interface UnreadPodStatus {}

    @JsonIgnoreProperties(
            value = {
                "state",
                "lastState",
                "image",
                "imageID",
                "containerID",
                "volumeMounts",
                "user",
                "restartCount",
                "ready",
                "started",
                "stopSignal",
                "allocatedResourcesStatus"
            },
            allowGetters = true)
    private interface UnreadContainerStatus {}

    @JsonIgnoreProperties(
            value = {"images", "volumesInUse", "volumesAttached", "daemonEndpoints", "runtimeHandlers", "features"},
            allowGetters = true)
    private interface UnreadNodeStatus {}
}
