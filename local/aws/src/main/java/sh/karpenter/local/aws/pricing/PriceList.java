package sh.karpenter.local.aws.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.catalog.InstanceType;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.JsonAction;
import sh.karpenter.local.aws.wire.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// GetProducts for AmazonEC2: one product per instance type, Linux without further software, on demand. Types without a
/// hypervisor are sold as dedicated, all others as shared, which is where the controller looks for them.
public final class PriceList {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAXIMUM_PAGE = 100;
    private static final String TERM = "JRTCKXETXF";
    private static final String RATE = "6YS6EN2CT7";

    private final Catalog catalog;

    public PriceList(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The actions by name.
    public Map<String, JsonAction> actions() {
        return Map.of("GetProducts", this::getProducts);
    }

    private JsonNode getProducts(JsonNode request) {
        var service = request.path("ServiceCode").asString("");
        if (!service.equals("AmazonEC2")) {
            throw new AwsFault(400, "NotFoundException", "Service '" + service + "' has no prices in this local AWS");
        }
        var wanted = new TreeMap<String, String>();
        for (var filter : request.path("Filters")) {
            wanted.put(
                    filter.path("Field").asString("").toLowerCase(Locale.ROOT),
                    filter.path("Value").asString(""));
        }
        var types = new ArrayList<InstanceType>();
        for (var type : catalog.types().values()) {
            if (catalog.onDemandPrices().hourly(type.name()) != null && matches(type, wanted)) {
                types.add(type);
            }
        }
        int size = Math.min(request.path("MaxResults").asInt(MAXIMUM_PAGE), MAXIMUM_PAGE);
        var page = Page.of(
                types, InstanceType::name, size, request.path("NextToken").asString(""));
        var answer = JSON.objectNode().put("FormatVersion", "aws_v1");
        var products = answer.putArray("PriceList");
        page.items().forEach(type -> products.add(JsonMapper.shared().writeValueAsString(product(type))));
        if (page.next() != null) {
            answer.put("NextToken", page.next());
        }
        return answer;
    }

    private boolean matches(InstanceType type, Map<String, String> wanted) {
        var attributes = new TreeMap<String, String>();
        for (var attribute : attributes(type).properties()) {
            attributes.put(
                    attribute.getKey().toLowerCase(Locale.ROOT),
                    attribute.getValue().asString());
        }
        attributes.put("productfamily", family(type));
        return wanted.entrySet().stream().allMatch(filter -> filter.getValue().equals(attributes.get(filter.getKey())));
    }

    private ObjectNode product(InstanceType type) {
        var sku = Ids.of("", type.name()).substring(2).toUpperCase(Locale.ROOT);
        var prices = catalog.onDemandPrices();
        var price = prices.all()
                .getOrDefault(type.name(), BigDecimal.ZERO)
                .setScale(10, RoundingMode.HALF_UP)
                .toPlainString();
        var document = JSON.objectNode().put("serviceCode", "AmazonEC2");
        var product =
                document.putObject("product").put("productFamily", family(type)).put("sku", sku);
        product.set("attributes", attributes(type));
        var term = document.putObject("terms")
                .putObject("OnDemand")
                .putObject(sku + "." + TERM)
                .put("sku", sku)
                .put("offerTermCode", TERM)
                .put("effectiveDate", "2026-11-01T00:00:00Z");
        term.putObject("termAttributes");
        var dimension = term.putObject("priceDimensions")
                .putObject(sku + "." + TERM + "." + RATE)
                .put("unit", "Hrs")
                .put("beginRange", "0")
                .put("endRange", "Inf")
                .put("rateCode", sku + "." + TERM + "." + RATE)
                .put(
                        "description",
                        price + " per On Demand Linux " + type.name() + " Instance Hour"
                                + (prices.scaled() ? " (us-east-1 price, scaled)" : ""));
        dimension.putArray("appliesTo");
        dimension.putObject("pricePerUnit").put(prices.currency(), price);
        return document.put("version", "20261101000000").put("publicationDate", "2026-11-01T00:00:00Z");
    }

    private ObjectNode attributes(InstanceType type) {
        return JSON.objectNode()
                .put("servicecode", "AmazonEC2")
                .put("servicename", "Amazon Elastic Compute Cloud")
                .put("instanceType", type.name())
                .put("regionCode", catalog.region())
                .put("locationType", "AWS Region")
                .put("vcpu", Integer.toString(type.vcpus()))
                .put("memory", type.memoryMib() / 1024.0 + " GiB")
                .put("operatingSystem", "Linux")
                .put("preInstalledSw", "NA")
                .put("tenancy", type.bareMetal() ? "Dedicated" : "Shared")
                .put("capacitystatus", "Used")
                .put("marketoption", "OnDemand")
                .put("licenseModel", "No License required")
                .put("operation", "RunInstances")
                .put("usagetype", "BoxUsage:" + type.name());
    }

    private static String family(InstanceType type) {
        return type.bareMetal() ? "Compute Instance (bare metal)" : "Compute Instance";
    }
}
