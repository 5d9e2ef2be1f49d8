package sh.karpenter.local.aws.ec2.image;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import sh.karpenter.local.aws.account.Ids;

/// One release of the EKS images: every family, variant and architecture for every Kubernetes version, published on
/// one day.
///
/// @param date gives the version of the Amazon Linux images, `v20261105`
/// @param bottlerocket the version of the Bottlerocket images, without a leading `v`
public record ImageRelease(LocalDate date, String bottlerocket) {
    private static final String AMAZON = "602401143452";
    private static final String BOTTLEROCKET_OWNER = "092701018921";
    private static final String WINDOWS_OWNER = "801119661308";
    private static final int LAST_AL2_MINOR = 32;
    private static final int FIRST_WINDOWS_2025_MINOR = 35;

    /// All images of this release.
    ///
    /// @param firstMinor the oldest Kubernetes version, `26` for 1.26
    /// @param lastMinor the newest one
    public List<Image> images(int firstMinor, int lastMinor) {
        var images = new ArrayList<Image>();
        for (int minor = firstMinor; minor <= lastMinor; minor++) {
            var kubernetes = "1." + minor;
            addAmazonLinux2023(images, kubernetes);
            if (minor <= LAST_AL2_MINOR) {
                addAmazonLinux2(images, kubernetes);
            }
            addBottlerocket(images, kubernetes);
            addWindows(images, kubernetes, minor);
        }
        return images;
    }

    /// For example `v20261105`.
    public String amazonLinux() {
        return "v" + date.toString().replace("-", "");
    }

    private void addAmazonLinux2023(List<Image> images, String kubernetes) {
        for (var variant :
                List.of("x86_64/standard", "x86_64/nvidia", "x86_64/neuron", "arm64/standard", "arm64/nvidia")) {
            var parts = variant.split("/", -1);
            var name = "amazon-eks-node-al2023-" + parts[0] + "-" + parts[1] + "-" + kubernetes + "-" + amazonLinux();
            var path = "/aws/service/eks/optimized-ami/" + kubernetes + "/amazon-linux-2023/" + variant + "/";
            images.add(image(
                    name,
                    ImageFamily.AL2023,
                    parts[0],
                    AMAZON,
                    path + name + "/image_id",
                    path + "recommended/image_id"));
        }
    }

    private void addAmazonLinux2(List<Image> images, String kubernetes) {
        record Variant(String directory, String name, String architecture) {}
        for (var variant : List.of(
                new Variant("amazon-linux-2", "amazon-eks-node", "x86_64"),
                new Variant("amazon-linux-2-arm64", "amazon-eks-arm64-node", "arm64"),
                new Variant("amazon-linux-2-gpu", "amazon-eks-gpu-node", "x86_64"))) {
            var name = variant.name() + "-" + kubernetes + "-" + amazonLinux();
            var path = "/aws/service/eks/optimized-ami/" + kubernetes + "/" + variant.directory() + "/";
            images.add(image(
                    name,
                    ImageFamily.AL2,
                    variant.architecture(),
                    AMAZON,
                    path + name + "/image_id",
                    path + "recommended/image_id"));
        }
    }

    private void addBottlerocket(List<Image> images, String kubernetes) {
        for (var flavour : List.of("", "-nvidia")) {
            for (var architecture : List.of("x86_64", "arm64")) {
                var line = "aws-k8s-" + kubernetes + flavour;
                var name = "bottlerocket-" + line + "-" + architecture + "-v" + bottlerocket + "-"
                        + HexFormat.of().toHexDigits((int) Ids.mix(bottlerocket));
                var path = "/aws/service/bottlerocket/" + line + "/" + architecture + "/";
                images.add(image(
                        name,
                        ImageFamily.BOTTLEROCKET,
                        architecture,
                        BOTTLEROCKET_OWNER,
                        path + bottlerocket + "/image_id",
                        path + "latest/image_id"));
            }
        }
    }

    private void addWindows(List<Image> images, String kubernetes, int minor) {
        for (var year : List.of("2019", "2022", "2025")) {
            if (year.equals("2025") && minor < FIRST_WINDOWS_2025_MINOR) {
                continue;
            }
            var line = "Windows_Server-" + year + "-English-Core-EKS_Optimized-" + kubernetes;
            var name = line + "-" + date.toString().replace('-', '.');
            var path = "/aws/service/ami-windows-latest/";
            images.add(image(
                    name,
                    ImageFamily.WINDOWS,
                    "x86_64",
                    WINDOWS_OWNER,
                    path + name + "/image_id",
                    path + line + "/image_id"));
        }
    }

    private Image image(
            String name, ImageFamily family, String architecture, String owner, String pinned, String moving) {
        var created = date.atTime(12, 0).toInstant(ZoneOffset.UTC);
        var deprecated = date.plusYears(2).atTime(12, 0).toInstant(ZoneOffset.UTC);
        return new Image(
                Ids.of("ami", name),
                name,
                family,
                architecture,
                owner,
                "amazon",
                created,
                deprecated,
                List.of(pinned),
                List.of(moving));
    }
}
