package sh.karpenter.providers.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.duration.NillableDuration;

/// The provider's settings, by the names of their environment variables.
///
/// @param clusterName `CLUSTER_NAME`
/// @param clusterEndpoint `CLUSTER_ENDPOINT`, null to ask EKS
/// @param certificateAuthority `CLUSTER_CA_BUNDLE`, null to take that of our own connection
/// @param region `AWS_REGION`, null to ask the machine
/// @param endpoint `AWS_ENDPOINT_URL`: the address of every AWS service, null for AWS's own
/// @param isolatedVpc `ISOLATED_VPC`: neither IAM nor the price list can be reached
/// @param eksControlPlane `EKS_CONTROL_PLANE`: the Kubernetes version is EKS's to tell
/// @param memoryOverhead `VM_MEMORY_OVERHEAD_PERCENT`, a share such as 0.075
/// @param reservedInterfaces `RESERVED_ENIS`
/// @param dryRuns not `DISABLE_DRY_RUN`
/// @param amiRefresh `AMI_REFRESH_INTERVAL`
/// @param subnetRefresh `SUBNET_REFRESH_INTERVAL`
/// @param groupRefresh `SECURITY_GROUP_REFRESH_INTERVAL`
/// @param interruptionQueue `INTERRUPTION_QUEUE`, null for none
/// @param reservedCapacity whether `FEATURE_GATES` leave `ReservedCapacity` on, as it is unless switched off
/// @param minValuesBestEffort `MIN_VALUES_POLICY` is `BestEffort`
public record AwsSettings(
        String clusterName,
        @Nullable String clusterEndpoint,
        @Nullable String certificateAuthority,
        @Nullable String region,
        @Nullable URI endpoint,
        boolean isolatedVpc,
        boolean eksControlPlane,
        double memoryOverhead,
        int reservedInterfaces,
        boolean dryRuns,
        Duration amiRefresh,
        Duration subnetRefresh,
        Duration groupRefresh,
        @Nullable String interruptionQueue,
        boolean reservedCapacity,
        boolean minValuesBestEffort) {

    private static final Duration SHORTEST_REFRESH = Duration.ofMinutes(1);

    /// Reads settings. A value that cannot be read counts as not set, as environment variables always did; one that
    /// can be read and is out of range is refused.
    ///
    /// @throws IllegalArgumentException names the setting, its value and what it may be
    public static AwsSettings of(Map<String, String> settings) {
        String cluster = text(settings, "CLUSTER_NAME");
        if (cluster == null) {
            throw new IllegalArgumentException("CLUSTER_NAME is not set: the provider must know the cluster's name");
        }
        String clusterEndpoint = text(settings, "CLUSTER_ENDPOINT");
        if (clusterEndpoint != null) {
            uri("CLUSTER_ENDPOINT", clusterEndpoint);
        }
        String endpoint = text(settings, "AWS_ENDPOINT_URL");
        String region = text(settings, "AWS_REGION");
        return new AwsSettings(
                cluster,
                clusterEndpoint,
                text(settings, "CLUSTER_CA_BUNDLE"),
                region == null ? text(settings, "AWS_DEFAULT_REGION") : region,
                endpoint == null ? null : uri("AWS_ENDPOINT_URL", endpoint),
                flag(settings, "ISOLATED_VPC"),
                flag(settings, "EKS_CONTROL_PLANE"),
                notNegative("VM_MEMORY_OVERHEAD_PERCENT", number(settings, "VM_MEMORY_OVERHEAD_PERCENT", 0.075)),
                (int) notNegative("RESERVED_ENIS", number(settings, "RESERVED_ENIS", 0)),
                !flag(settings, "DISABLE_DRY_RUN"),
                interval(settings, "AMI_REFRESH_INTERVAL"),
                interval(settings, "SUBNET_REFRESH_INTERVAL"),
                interval(settings, "SECURITY_GROUP_REFRESH_INTERVAL"),
                text(settings, "INTERRUPTION_QUEUE"),
                !gateOff(settings, "ReservedCapacity"),
                "BestEffort".equals(settings.get("MIN_VALUES_POLICY")));
    }

    private static boolean gateOff(Map<String, String> settings, String gate) {
        String gates = settings.getOrDefault("FEATURE_GATES", "");
        return List.of(gates.replace(" ", "").split(",", -1)).contains(gate + "=false");
    }

    private static @Nullable String text(Map<String, String> settings, String name) {
        String value = settings.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static URI uri(String name, String value) {
        URI uri = null;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException notAnUri) {
            throw new IllegalArgumentException(name + " is \"" + value + "\", which is not a URL", notAnUri);
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    name + " is \"" + value + "\", which has no host. Maybe https://" + value + "?");
        }
        return uri;
    }

    private static boolean flag(Map<String, String> settings, String name) {
        String value = text(settings, name);
        return value != null
                && switch (value.toLowerCase(Locale.ROOT)) {
                    case "1", "t", "true" -> true;
                    default -> false;
                };
    }

    private static double number(Map<String, String> settings, String name, double otherwise) {
        String value = text(settings, name);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }

    private static double notNegative(String name, double value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", it must not be negative");
        }
        return value;
    }

    private static Duration interval(Map<String, String> settings, String name) {
        String value = text(settings, name);
        Duration duration = null;
        if (value != null) {
            try {
                duration = new NillableDuration(value).duration();
            } catch (IllegalArgumentException notADuration) {
                duration = null;
            }
        }
        if (duration != null && duration.compareTo(SHORTEST_REFRESH) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least 1m");
        }
        return duration == null ? SHORTEST_REFRESH : duration;
    }
}
