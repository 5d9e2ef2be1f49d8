package sh.karpenter.local.aws.ec2.image;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// DescribeImages.
public final class ImageActions {
    private static final int ROOT_VOLUME_GIB = 20;

    private final Account account;
    private final Images images;
    private final Tags tags;
    private final Clock clock;
    private final Filters<Image> filters;

    public ImageActions(Account account, Images images, Tags tags, Clock clock) {
        this.account = account;
        this.images = images;
        this.tags = tags;
        this.clock = clock;
        filters = Filters.<Image>of()
                .field("image-id", Image::id)
                .field("name", Image::name)
                .field("architecture", Image::architecture)
                .field("state", image -> "available")
                .field("owner-id", Image::owner)
                .field("owner-alias", Image::ownerAlias)
                .field("is-public", image -> !image.owner().equals(account.id()))
                .field("image-type", image -> "machine")
                .field("root-device-type", image -> "ebs")
                .field("virtualization-type", image -> "hvm")
                .tags(image -> tags.of(image.id()))
                .build();
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of("DescribeImages", this::describe);
    }

    private void describe(Parameters request, Xml answer) {
        var ids = request.texts("ImageId");
        for (var id : ids) {
            if (!id.matches("ami-[0-9a-f]+")) {
                throw AwsFault.client("InvalidAMIID.Malformed", "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
            }
            if (images.image(id) == null) {
                throw AwsFault.client("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist");
            }
        }
        var now = clock.instant();
        var owners = request.texts("Owner");
        boolean withDeprecated = request.flag("IncludeDeprecated") || !ids.isEmpty();
        var selected = filters.select(images.all(), request);
        selected.removeIf(image -> !ids.isEmpty() && !ids.contains(image.id()));
        selected.removeIf(image -> !owners.isEmpty() && !isOwned(image, owners));
        selected.removeIf(image -> !withDeprecated && image.isDeprecated(now));
        var page = Page.of(selected, Image::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("imagesSet", page.items(), this::write).text("nextToken", page.next());
    }

    private boolean isOwned(Image image, List<String> owners) {
        return owners.contains(image.owner())
                || owners.contains(image.ownerAlias())
                || (owners.contains("self") && image.owner().equals(account.id()));
    }

    private void write(Xml item, Image image) {
        item.text("imageId", image.id())
                .text("imageLocation", image.ownerAlias() + "/" + image.name())
                .text("imageState", "available")
                .text("imageOwnerId", image.owner())
                .text("imageOwnerAlias", image.ownerAlias().isEmpty() ? null : image.ownerAlias())
                .text("isPublic", !image.owner().equals(account.id()))
                .text("architecture", image.architecture())
                .text("imageType", "machine")
                .text("name", image.name())
                .text("description", image.family() + " for Kubernetes")
                .text("platform", image.family() == ImageFamily.WINDOWS ? "windows" : null)
                .text("platformDetails", image.family() == ImageFamily.WINDOWS ? "Windows" : "Linux/UNIX")
                .text("rootDeviceType", "ebs")
                .text("rootDeviceName", image.rootDevice())
                .items(
                        "blockDeviceMapping",
                        List.of(image.rootDevice()),
                        (mapping, device) -> mapping.text("deviceName", device)
                                .group(
                                        "ebs",
                                        ebs -> ebs.text("snapshotId", image.id().replace("ami-", "snap-"))
                                                .text("volumeSize", ROOT_VOLUME_GIB)
                                                .text("volumeType", "gp3")
                                                .text("deleteOnTermination", true)
                                                .text("encrypted", false)))
                .text("virtualizationType", "hvm")
                .text("hypervisor", "xen")
                .text("enaSupport", true)
                .text(
                        "creationDate",
                        image.created()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .replace("Z", ".000Z"))
                .text(
                        "deprecationTime",
                        image.deprecated()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .replace("Z", ".000Z"));
        tags.write(item, image.id());
    }
}
