package sh.karpenter.providers.aws.pricing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pricing.PricingClient;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.pricing.model.GetProductsRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads on-demand prices from the AWS price list.
///
/// The list is served from few regions only: the client must be one for [#endpointRegion].
public final class PriceList {
    private static final int PAGE = 100;

    private final PricingClient pricing;
    private final String region;
    private final String currency;
    private final JsonMapper mapper = JsonMapper.shared();

    /// @param pricing a client of the region of [#endpointRegion]
    /// @param region the region whose prices are wanted
    public PriceList(PricingClient pricing, String region) {
        this.pricing = pricing;
        this.region = region;
        this.currency = region.startsWith("cn-") ? "CNY" : "USD";
    }

    /// The region whose endpoint has the price list for a region.
    public static String endpointRegion(String region) {
        if (region.startsWith("ap-")) {
            return "ap-south-1";
        }
        if (region.startsWith("cn-")) {
            return "cn-northwest-1";
        }
        return region.startsWith("eu-") ? "eu-central-1" : "us-east-1";
    }

    /// Price per type, of machines shared with others and of whole (bare metal) machines.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when the service does not answer
    /// @throws IllegalStateException when it knows no price of one of the two sorts, which cannot be
    public Map<String, Double> read() {
        var prices = new HashMap<String, Double>();
        for (String[] sort : new String[][] {
            {"Dedicated", "Compute Instance (bare metal)"},
            {"Shared", "Compute Instance"}
        }) {
            Map<String, Double> some = read(sort[0], sort[1]);
            if (some.isEmpty()) {
                throw new IllegalStateException("the price list has no prices of " + sort[1] + " in " + region);
            }
            prices.putAll(some);
        }
        return prices;
    }

    private Map<String, Double> read(String tenancy, String productFamily) {
        var request = GetProductsRequest.builder()
                .serviceCode("AmazonEC2")
                .maxResults(PAGE)
                .filters(
                        filter("regionCode", region),
                        filter("serviceCode", "AmazonEC2"),
                        filter("preInstalledSw", "NA"),
                        filter("operatingSystem", "Linux"),
                        filter("capacitystatus", "Used"),
                        filter("marketoption", "OnDemand"),
                        filter("tenancy", tenancy),
                        filter("productFamily", productFamily))
                .build();
        var prices = new HashMap<String, Double>();
        for (String document : pricing.getProductsPaginator(request).priceList()) {
            JsonNode product = mapper.readTree(document);
            String type = product.path("product")
                    .path("attributes")
                    .path("instanceType")
                    .asString("");
            Double price = price(product.path("terms").path("OnDemand"));
            if (!type.isEmpty() && price != null) {
                prices.put(type, price);
            }
        }
        return prices;
    }

    /// The price in our currency under any of the terms; null when there is none or it is zero.
    private @Nullable Double price(JsonNode terms) {
        for (JsonNode term : terms.values()) {
            for (JsonNode dimension : term.path("priceDimensions").values()) {
                Double price =
                        positive(dimension.path("pricePerUnit").path(currency).asString(""));
                if (price != null) {
                    return price;
                }
            }
        }
        return null;
    }

    private static @Nullable Double positive(String text) {
        try {
            double price = Double.parseDouble(text);
            return price > 0 ? price : null;
        } catch (NumberFormatException notAPrice) {
            return null;
        }
    }

    private static Filter filter(String field, String value) {
        return Filter.builder()
                .type(FilterType.TERM_MATCH)
                .field(field)
                .value(value)
                .build();
    }
}
