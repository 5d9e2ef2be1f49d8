package sh.karpenter.local.aws.ec2.image;

import java.time.Instant;
import java.util.List;

/// A machine image.
///
/// @param id for example `ami-0abc`
/// @param architecture `x86_64` or `arm64`
/// @param owner the account that published it
/// @param ownerAlias `amazon`, or empty
/// @param parameters SSM parameters that name this image for good, such as a pinned version
/// @param movingParameters SSM parameters that name the newest image of a line, such as `recommended`
public record Image(
        String id,
        String name,
        ImageFamily family,
        String architecture,
        String owner,
        String ownerAlias,
        Instant created,
        Instant deprecated,
        List<String> parameters,
        List<String> movingParameters) {

    /// Whether EC2 calls the image deprecated at this time.
    public boolean isDeprecated(Instant now) {
        return !deprecated.isAfter(now);
    }

    /// The device of the root volume.
    public String rootDevice() {
        return family == ImageFamily.WINDOWS ? "/dev/sda1" : "/dev/xvda";
    }
}
