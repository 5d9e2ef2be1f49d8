package sh.karpenter.local.aws.ssm;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.JsonAction;
import sh.karpenter.local.aws.wire.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// GetParameter, GetParameters, GetParametersByPath and PutParameter, over public parameters and the account's own.
/// Not safe for use by several threads: the caller holds the account's lock.
public final class ParameterStore {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAXIMUM_PAGE = 10;

    private final Account account;
    private final Clock clock;
    private final Supplier<Map<String, String>> published;
    private final Map<String, String> own = new TreeMap<>();

    /// @param published the public parameters as they are now, name to value
    public ParameterStore(Account account, Clock clock, Supplier<Map<String, String>> published) {
        this.account = account;
        this.clock = clock;
        this.published = published;
    }

    /// The actions by name.
    public Map<String, JsonAction> actions() {
        return Map.of(
                "GetParameter", this::get,
                "GetParameters", this::getAll,
                "GetParametersByPath", this::getByPath,
                "PutParameter", this::put);
    }

    /// Sets a parameter of the account.
    public void put(String name, String value) {
        own.put(name, value);
    }

    private @Nullable String value(String name) {
        var value = own.get(name);
        return value == null ? published.get().get(name) : value;
    }

    private JsonNode get(JsonNode request) {
        var name = plainName(request.path("Name").asString(""));
        var value = value(name);
        if (value == null) {
            throw AwsFault.client("ParameterNotFound", "Parameter " + name + " not found.");
        }
        return JSON.objectNode().set("Parameter", parameter(name, value));
    }

    private JsonNode getAll(JsonNode request) {
        var answer = JSON.objectNode();
        var found = answer.putArray("Parameters");
        var missing = answer.putArray("InvalidParameters");
        for (var one : request.path("Names")) {
            var name = plainName(one.asString());
            var value = value(name);
            if (value == null) {
                missing.add(name);
            } else {
                found.add(parameter(name, value));
            }
        }
        return answer;
    }

    private JsonNode getByPath(JsonNode request) {
        var path = request.path("Path").asString("");
        var prefix = path.endsWith("/") ? path : path + "/";
        boolean recursive = request.path("Recursive").asBoolean(false);
        var all = new TreeMap<>(published.get());
        all.putAll(own);
        var names = new ArrayList<String>();
        for (var name : all.keySet()) {
            if (name.startsWith(prefix) && (recursive || name.indexOf('/', prefix.length()) < 0)) {
                names.add(name);
            }
        }
        int size = Math.min(request.path("MaxResults").asInt(MAXIMUM_PAGE), MAXIMUM_PAGE);
        var page = Page.of(names, name -> name, size, request.path("NextToken").asString(""));
        var answer = JSON.objectNode();
        var parameters = answer.putArray("Parameters");
        page.items().forEach(name -> parameters.add(parameter(name, all.getOrDefault(name, ""))));
        if (page.next() != null) {
            answer.put("NextToken", page.next());
        }
        return answer;
    }

    private JsonNode put(JsonNode request) {
        var name = request.path("Name").asString("");
        if (name.isEmpty() || name.startsWith("/aws/") || name.startsWith("aws")) {
            throw AwsFault.client("ValidationException", "No access to reserved parameter name: " + name + ".");
        }
        if (own.containsKey(name) && !request.path("Overwrite").asBoolean(false)) {
            throw AwsFault.client(
                    "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                            + " true.");
        }
        own.put(name, request.path("Value").asString(""));
        return JSON.objectNode().put("Version", 1).put("Tier", "Standard");
    }

    /// A name may be given as an ARN.
    private static String plainName(String name) {
        int parameter = name.indexOf(":parameter/");
        return name.startsWith("arn:") && parameter > 0 ? name.substring(parameter + ":parameter".length()) : name;
    }

    private ObjectNode parameter(String name, String value) {
        boolean isPublic = name.startsWith("/aws/");
        return JSON.objectNode()
                .put("Name", name)
                .put("Type", "String")
                .put("Value", value)
                .put("Version", 1)
                .put("LastModifiedDate", clock.instant().getEpochSecond())
                .put(
                        "ARN",
                        "arn:" + account.partition() + ":ssm:" + account.region() + ":" + (isPublic ? "" : account.id())
                                + ":parameter" + (name.startsWith("/") ? name : "/" + name))
                .put("DataType", value.startsWith("ami-") ? "aws:ec2:image" : "text");
    }
}
