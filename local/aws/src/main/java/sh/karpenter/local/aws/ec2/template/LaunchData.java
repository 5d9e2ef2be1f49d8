package sh.karpenter.local.aws.ec2.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;

/// How an instance is to be launched: a launch template's data, with the values of a request laid over them.
///
/// @param parameters the request's own tree, so that nothing a caller set is lost
public record LaunchData(Parameters parameters) {
    private static final int MAXIMUM_USER_DATA = 16384;

    /// The data of a request laid over those of a template. Network interfaces are matched by card and device; all
    /// other lists are replaced.
    public LaunchData overlaid(Parameters request) {
        var merged = parameters.overlaid(request);
        if (!request.list("NetworkInterface").isEmpty()) {
            merged = merged.with("NetworkInterface", Parameters.listOf(mergedInterfaces(request)));
        }
        return new LaunchData(merged);
    }

    /// The instance type's name, null when it is left open.
    public @Nullable String instanceType() {
        return parameters.text("InstanceType");
    }

    /// The image's id, null when it is left open.
    public @Nullable String imageId() {
        return parameters.text("ImageId");
    }

    /// The subnet's id, null when it is left open.
    public @Nullable String subnetId() {
        var own = parameters.text("SubnetId");
        if (own != null) {
            return own;
        }
        return networkInterfaces().stream()
                .map(one -> one.text("SubnetId"))
                .filter(id -> id != null)
                .findFirst()
                .orElse(null);
    }

    /// The network interfaces as requested; empty when one with the defaults is wanted.
    public List<Parameters> networkInterfaces() {
        return parameters.list("NetworkInterface");
    }

    /// Ids of all security groups named anywhere, without repetitions.
    public List<String> securityGroupIds() {
        var ids = new ArrayList<>(parameters.texts("SecurityGroupId"));
        for (var one : networkInterfaces()) {
            ids.addAll(one.texts("SecurityGroupId"));
        }
        return ids.stream().distinct().toList();
    }

    /// The instance profile by name, null when there is none.
    public @Nullable String instanceProfile() {
        var profile = parameters.group("IamInstanceProfile");
        var name = profile.text("Name");
        var arn = profile.text("Arn");
        if (name != null || arn == null) {
            return name;
        }
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /// The user data, decoded; empty when there is none.
    ///
    /// @throws AwsFault `InvalidUserData.Malformed` when it is not base64 or longer than EC2 allows
    public String userData() {
        var encoded = parameters.text("UserData");
        if (encoded == null || encoded.isEmpty()) {
            return "";
        }
        byte[] decoded;
        try {
            decoded = Base64.getMimeDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw AwsFault.client("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
        }
        if (decoded.length > MAXIMUM_USER_DATA) {
            throw AwsFault.client(
                    "InvalidUserData.Malformed", "User data is limited to " + MAXIMUM_USER_DATA + " bytes");
        }
        return new String(decoded, StandardCharsets.UTF_8);
    }

    /// Tags that the data put on resources of a type.
    public SortedMap<String, String> tags(String resourceType) {
        return Tags.specified(parameters.list("TagSpecification"), resourceType);
    }

    /// The reservation that must be used, null when none is named.
    public @Nullable String capacityReservationId() {
        return parameters
                .group("CapacityReservationSpecification")
                .group("CapacityReservationTarget")
                .text("CapacityReservationId");
    }

    /// `open`, `none` or `capacity-reservations-only`.
    public String capacityReservationPreference() {
        return parameters.group("CapacityReservationSpecification").text("CapacityReservationPreference", "open");
    }

    /// `spot`, `capacity-block` or another market, null for on-demand.
    public @Nullable String marketType() {
        return parameters.group("InstanceMarketOptions").text("MarketType");
    }

    private List<Parameters> mergedInterfaces(Parameters request) {
        var merged = new ArrayList<>(networkInterfaces());
        for (var wanted : request.list("NetworkInterface")) {
            int index = 0;
            while (index < merged.size() && !place(merged.get(index)).equals(place(wanted))) {
                index++;
            }
            if (index < merged.size()) {
                merged.set(index, merged.get(index).overlaid(wanted));
            } else {
                merged.add(wanted);
            }
        }
        return merged;
    }

    private static String place(Parameters networkInterface) {
        return networkInterface.text("NetworkCardIndex", "0") + "/" + networkInterface.text("DeviceIndex", "0");
    }
}
