package sh.karpenter.providers.aws.pricing;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryRequest;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

/// Reads today's spot prices.
public final class SpotHistory {
    private static final int PAGE = 2000;

    private final Ec2Client ec2;
    private final InstantSource clock;

    public SpotHistory(Ec2Client ec2, InstantSource clock) {
        this.ec2 = ec2;
        this.clock = clock;
    }

    /// Price per type and zone; the newest where EC2 names several.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    /// @throws IllegalStateException when it knows no price at all, which cannot be
    public Map<String, Map<String, Double>> read() {
        var request = DescribeSpotPriceHistoryRequest.builder()
                .productDescriptions("Linux/UNIX", "Linux/UNIX (Amazon VPC)")
                .startTime(clock.instant())
                .maxResults(PAGE)
                .build();
        var newest = new HashMap<String, Map<String, SpotPrice>>();
        for (SpotPrice price : ec2.describeSpotPriceHistoryPaginator(request).spotPriceHistory()) {
            newest.computeIfAbsent(price.instanceTypeAsString(), _ -> new HashMap<>())
                    .merge(price.availabilityZone(), price, SpotHistory::newer);
        }
        if (newest.isEmpty()) {
            throw new IllegalStateException("EC2 knows no spot prices");
        }
        var prices = new HashMap<String, Map<String, Double>>();
        newest.forEach((type, zones) -> {
            var byZone = new HashMap<String, Double>();
            zones.forEach((zone, price) -> byZone.put(zone, Double.valueOf(price.spotPrice())));
            prices.put(type, byZone);
        });
        return prices;
    }

    private static SpotPrice newer(SpotPrice first, SpotPrice second) {
        return time(second).isAfter(time(first)) ? second : first;
    }

    private static Instant time(SpotPrice price) {
        return price.timestamp() == null ? Instant.EPOCH : price.timestamp();
    }
}
