package sh.karpenter.providers.aws.ami;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;

/// A family and a version, for example `al2023@latest`, and the public SSM parameters in which AWS publishes
/// the ids of its images.
///
/// Source: EKS user guide, "Retrieve recommended AMI IDs"; Bottlerocket and EC2 Windows documentation.
record AmiAlias(AmiFamily family, String version) {
    private static final String LATEST = "latest";
    /// EKS stopped publishing AL2 images with this minor version.
    private static final int AL2_ENDED = 33;
    /// EKS began publishing Windows Server 2025 images with this minor version.
    private static final int WINDOWS2025_BEGAN = 35;

    /// One parameter.
    ///
    /// @param path its name
    /// @param known what is known of the image beyond what EC2 tells: one entry per use of it
    record Parameter(String path, List<Requirements> known) {}

    /// Reads an alias such as `al2023@v20250101`, null when it is not one.
    static @Nullable AmiAlias parse(String text) {
        String[] parts = text.split("@", -1);
        AmiFamily family = AmiFamily.ofAlias(parts[0]);
        return parts.length != 2 || family == null || parts[1].isEmpty() ? null : new AmiAlias(family, parts[1]);
    }

    /// Why there are no images of the family for a version of Kubernetes, null when there are.
    @Nullable
    String unsupported(KubernetesVersion kubernetes) {
        if (family == AmiFamily.AL2 && kubernetes.atLeast(AL2_ENDED)) {
            return "there are no AL2 images for Kubernetes " + kubernetes
                    + ", the last were for 1.32. Maybe al2023@latest?";
        }
        if (family == AmiFamily.WINDOWS2025 && !kubernetes.atLeast(WINDOWS2025_BEGAN)) {
            return "there are no Windows Server 2025 images for Kubernetes " + kubernetes
                    + ", the first are for 1.35. Maybe windows2022@latest?";
        }
        return null;
    }

    private boolean latest() {
        return version.equals(LATEST);
    }

    /// The parameters to read, one per architecture and variant.
    List<Parameter> parameters(KubernetesVersion kubernetes) {
        return switch (family) {
            case AL2 -> al2(kubernetes);
            case AL2023 -> al2023(kubernetes);
            case BOTTLEROCKET -> bottlerocket(kubernetes);
            case WINDOWS2019 -> windows("2019", kubernetes);
            case WINDOWS2022 -> windows("2022", kubernetes);
            case WINDOWS2025 -> windows("2025", kubernetes);
            case CUSTOM -> List.of();
        };
    }

    private List<Parameter> al2(KubernetesVersion kubernetes) {
        return List.of(
                al2(kubernetes, "amazon-linux-2", "amazon-eks-node", Variant.STANDARD),
                al2(kubernetes, "amazon-linux-2-arm64", "amazon-eks-arm64-node", Variant.STANDARD),
                al2(kubernetes, "amazon-linux-2-gpu", "amazon-eks-gpu-node", Variant.NEURON, Variant.NVIDIA));
    }

    private Parameter al2(KubernetesVersion kubernetes, String folder, String name, Variant... variants) {
        String leaf = latest() ? "recommended" : name + "-" + kubernetes + "-" + version;
        String path = "/aws/service/eks/optimized-ami/%s/%s/%s/image_id".formatted(kubernetes, folder, leaf);
        return new Parameter(
                path, List.of(variants).stream().map(Variant::requirements).toList());
    }

    private List<Parameter> al2023(KubernetesVersion kubernetes) {
        return List.of(
                al2023(kubernetes, "x86_64", Variant.STANDARD),
                al2023(kubernetes, "arm64", Variant.STANDARD),
                al2023(kubernetes, "x86_64", Variant.NVIDIA),
                al2023(kubernetes, "arm64", Variant.NVIDIA),
                al2023(kubernetes, "x86_64", Variant.NEURON));
    }

    private Parameter al2023(KubernetesVersion kubernetes, String architecture, Variant variant) {
        String type = switch (variant) {
            case STANDARD -> "standard";
            case NVIDIA -> "nvidia";
            case NEURON -> "neuron";
        };
        String leaf = latest()
                ? "recommended"
                : "amazon-eks-node-al2023-%s-%s-%s-%s".formatted(architecture, type, kubernetes, version);
        String path = "/aws/service/eks/optimized-ami/%s/amazon-linux-2023/%s/%s/%s/image_id"
                .formatted(kubernetes, architecture, type, leaf);
        return new Parameter(path, List.of(variant.requirements()));
    }

    private List<Parameter> bottlerocket(KubernetesVersion kubernetes) {
        String leaf = latest() ? LATEST : version.replaceFirst("^v", "");
        var parameters = new ArrayList<Parameter>();
        String pattern = "/aws/service/bottlerocket/aws-k8s-%s/%s/%s/image_id";
        parameters.add(new Parameter(
                pattern.formatted(kubernetes, "x86_64", leaf),
                List.of(Variant.STANDARD.requirements(), Variant.NEURON.requirements())));
        parameters.add(
                new Parameter(pattern.formatted(kubernetes, "arm64", leaf), List.of(Variant.STANDARD.requirements())));
        for (String architecture : List.of("x86_64", "arm64")) {
            parameters.add(new Parameter(
                    pattern.formatted(kubernetes + "-nvidia", architecture, leaf),
                    List.of(Variant.NVIDIA.requirements())));
        }
        return parameters;
    }

    private List<Parameter> windows(String year, KubernetesVersion kubernetes) {
        String build = family.windowsBuild();
        Requirements known = Requirements.of(
                Requirement.in(LabelKeys.OS, "windows"),
                Requirement.in(LabelKeys.WINDOWS_BUILD, build == null ? "" : build));
        String path = "/aws/service/ami-windows-latest/Windows_Server-%s-English-Core-EKS_Optimized-%s/image_id"
                .formatted(year, kubernetes);
        return List.of(new Parameter(path, List.of(known)));
    }
}
