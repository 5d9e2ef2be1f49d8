package sh.karpenter.local.aws.boot;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.ec2.image.Image;
import sh.karpenter.local.aws.ec2.image.ImageFamily;
import sh.karpenter.local.aws.ec2.instance.Instance;
import sh.karpenter.local.aws.eks.Cluster;

/// Boots an instance: from its user data, type and image to a node of the cluster, or to the reason why it never joins.
///
/// 1. it must have an instance profile with a role, or the API server would not know it;
/// 2. the user data must have the form that the image understands ([UserDataReader]);
/// 3. it must name our cluster, its endpoint and its certificate authority;
/// 4. the kubelet must accept its labels: of the Kubernetes domains only a few are allowed;
/// 5. capacity and allocatable follow from type and settings ([NodeResources]).
///
/// A function of its arguments; nothing is kept.
public final class NodeBoot {
    private static final Pattern KUBERNETES_VERSION = Pattern.compile("[-_](1\\.\\d{2})(?=[-.]|$)");
    private static final Set<String> KUBELET_LABELS = Set.of(
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "node.kubernetes.io/instance-type",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone");

    private NodeBoot() {}

    /// Boots an instance.
    ///
    /// @param role the role of its instance profile, null when it has no profile or the profile no role
    public static BootOutcome boot(Instance instance, Cluster cluster, @Nullable String role) {
        try {
            if (role == null) {
                throw new BadUserData("The instance has no instance profile with a role, so the API server refuses it");
            }
            var settings = UserDataReader.read(
                    instance.data().userData(), instance.image().family());
            check(settings, cluster);
            return node(instance, settings, cluster);
        } catch (BadUserData bad) {
            return new BootFailed(instance.id(), bad.reason());
        }
    }

    private static void check(KubeletSettings settings, Cluster cluster) {
        if (!settings.clusterName().equals(cluster.name())) {
            throw new BadUserData(
                    "The user data is for cluster '" + settings.clusterName() + "', this is '" + cluster.name() + "'");
        }
        var endpoint = settings.endpoint();
        if (endpoint != null && !withoutSlash(endpoint).equals(withoutSlash(cluster.endpoint()))) {
            throw new BadUserData("The API server is at " + cluster.endpoint() + ", the user data says " + endpoint);
        }
        var authority = settings.certificateAuthority();
        if (authority != null
                && !KubeletSettings.isPlain(cluster.endpoint())
                && !bundle(authority).equals(bundle(cluster.certificateAuthority()))) {
            throw new BadUserData("The certificate authority in the user data is not the cluster's");
        }
        for (var label : settings.labels().keySet()) {
            if (isKubernetes(label) && !isAllowed(label)) {
                throw new BadUserData("The kubelet does not start: it may not set the label " + label);
            }
        }
        for (var taint : settings.taints()) {
            if (!Set.of("NoSchedule", "PreferNoSchedule", "NoExecute").contains(taint.effect())) {
                throw new BadUserData("The taint " + taint.key() + " has an unknown effect '" + taint.effect() + "'");
            }
        }
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// What an encoded bundle holds, without regard to line ends and how the text was wrapped.
    private static String bundle(String encoded) {
        try {
            var text = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
            return text.replaceAll("\\s", "");
        } catch (IllegalArgumentException e) {
            throw new BadUserData("The certificate authority in the user data is not base64");
        }
    }

    private static boolean isKubernetes(String label) {
        var domain = domain(label);
        return domain.equals("kubernetes.io")
                || domain.endsWith(".kubernetes.io")
                || domain.equals("k8s.io")
                || domain.endsWith(".k8s.io");
    }

    private static boolean isAllowed(String label) {
        var domain = domain(label);
        return KUBELET_LABELS.contains(label)
                || domain.equals("kubelet.kubernetes.io")
                || domain.endsWith(".kubelet.kubernetes.io")
                || domain.equals("node.kubernetes.io")
                || domain.endsWith(".node.kubernetes.io");
    }

    private static String domain(String label) {
        int slash = label.indexOf('/');
        return slash < 0 ? "" : label.substring(0, slash);
    }

    private static BootedNode node(Instance instance, KubeletSettings settings, Cluster cluster) {
        var zone = instance.location().subnet().zone();
        var resources = new NodeResources(instance, settings);
        var system = system(instance.image(), cluster);
        return new BootedNode(
                instance.id(),
                instance.privateDnsName(),
                "aws:///" + zone.name() + "/" + instance.id(),
                instance.address(),
                labels(instance, settings, system),
                settings.taints(),
                resources.capacity(),
                resources.allocatable(),
                resources.attachableVolumes(),
                system);
    }

    private static SortedMap<String, String> labels(
            Instance instance, KubeletSettings settings, BootedNode.NodeSystem system) {
        var zone = instance.location().subnet().zone();
        var labels = new TreeMap<>(settings.labels());
        labels.put("kubernetes.io/hostname", instance.privateDnsName());
        for (var prefix : new String[] {"", "beta."}) {
            labels.put(prefix + "kubernetes.io/arch", system.architecture());
            labels.put(prefix + "kubernetes.io/os", system.operatingSystem());
        }
        labels.put("beta.kubernetes.io/instance-type", instance.type().name());
        labels.put("node.kubernetes.io/instance-type", instance.type().name());
        for (var prefix : new String[] {"topology", "failure-domain.beta"}) {
            labels.put(prefix + ".kubernetes.io/zone", zone.name());
            labels.put(
                    prefix + ".kubernetes.io/region",
                    zone.name().substring(0, zone.name().length() - 1));
        }
        labels.put("topology.k8s.aws/zone-id", zone.id());
        return labels;
    }

    private static BootedNode.NodeSystem system(Image image, Cluster cluster) {
        var version = KUBERNETES_VERSION.matcher(image.name());
        var minor = version.find() ? version.group(1) : cluster.version();
        return new BootedNode.NodeSystem(
                image.architecture().equals("arm64") ? "arm64" : "amd64",
                image.family() == ImageFamily.WINDOWS ? "windows" : "linux",
                switch (image.family()) {
                    case AL2 -> "Amazon Linux 2";
                    case AL2023 -> "Amazon Linux 2023";
                    case BOTTLEROCKET -> "Bottlerocket OS";
                    case WINDOWS -> "Windows Server";
                    case CUSTOM -> image.name();
                },
                "v" + minor + ".1-eks-local");
    }
}
