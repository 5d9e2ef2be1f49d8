package sh.karpenter.local.aws.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CatalogTest {
    private final Catalog catalog = new Catalog("us-west-2", 3);

    @Test
    void servesTheFirstZonesOfTheRegion() {
        assertThat(catalog.zones())
                .containsExactly(
                        new Zone("us-west-2a", "usw2-az2"),
                        new Zone("us-west-2b", "usw2-az1"),
                        new Zone("us-west-2c", "usw2-az3"));
        assertThatThrownBy(() -> new Catalog("us-west-9", 3)).hasMessageContaining("us-west-9");
    }

    @Test
    void countsPodsAsTheDocumentedTypesHaveThem() {
        assertThat(pods("m5.large")).isEqualTo(29);
        assertThat(pods("t3.medium")).isEqualTo(17);
        assertThat(pods("m5.4xlarge")).isEqualTo(234);
        assertThat(requireNonNull(catalog.type("p5.48xlarge")).gpus("NVIDIA")).isEqualTo(8);
    }

    @Test
    void scalesPricesOfRegionsWithoutAListAndSaysSo() {
        assertThat(catalog.onDemandPrices().scaled()).isTrue();
        assertThat(new Catalog("us-east-1", 3).onDemandPrices().scaled()).isFalse();
        assertThat(new Catalog("us-west-1", 2).onDemandPrices().hourly("m5.large"))
                .isEqualTo(0.096 * 1.14, within(1e-6));
        assertThat(new Catalog("cn-north-1", 2).onDemandPrices().currency()).isEqualTo("CNY");
    }

    @Test
    void keepsSpotPricesWithinTheDocumentedShare() {
        var prices = catalog.onDemandPrices();
        for (var type : catalog.types().keySet()) {
            var onDemand = prices.hourly(type);
            var spot = catalog.spotPrice(type, "us-west-2a");
            if (onDemand != null && spot != null) {
                assertThat(spot / onDemand).as(type).isBetween(0.24, 0.66);
            }
        }
        assertThat(catalog.spotPrice("m5.large", "us-west-2a")).isEqualTo(catalog.spotPrice("m5.large", "us-west-2a"));
        assertThat(catalog.spotPrice("m5.large", "us-west-2a"))
                .isNotEqualTo(catalog.spotPrice("m5.large", "us-west-2b"));
    }

    private int pods(String type) {
        return requireNonNull(catalog.type(type)).network().pods();
    }
}
