package sh.karpenter.local.kubernetes.parity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Sends the requests of a suite to one server, in order, and makes their answers comparable.
final class Conversation {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AskedServer server;
    private final Map<String, String> kept = new LinkedHashMap<>();

    Conversation(AskedServer server) {
        this.server = server;
    }

    /// The answers by title.
    Map<String, ObjectNode> hold(List<Exchange> exchanges) throws IOException, InterruptedException {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        for (Exchange exchange : exchanges) {
            ObjectNode answer = ask(exchange);
            if (answers.put(exchange.title(), answer) != null) {
                throw new IllegalArgumentException("two requests are called " + exchange.title());
            }
        }
        return answers;
    }

    private ObjectNode ask(Exchange exchange) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            ObjectNode answer = send(exchange);
            if (exchange.until() == 0 || answer.path("code").asInt() == exchange.until() || System.nanoTime() > end) {
                return answer;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private ObjectNode send(Exchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + fill(exchange.path())))
                .timeout(PATIENCE)
                .header("User-Agent", "parity/1")
                .method(
                        exchange.method(),
                        exchange.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(bytes(fill(exchange.body()))));
        exchange.headers().forEach((name, value) -> request.header(name, fill(value)));
        if (!server.token().isEmpty() && !exchange.headers().containsKey("Authorization")) {
            request.header("Authorization", "Bearer " + server.token());
        }
        HttpResponse<InputStream> response =
                server.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        ObjectNode answer = Json.object().put("code", response.statusCode());
        response.headers().firstValue("Content-Type").ifPresent(type -> answer.put("type", type));
        for (String header : List.of("Retry-After", "Allow")) {
            response.headers().firstValue(header).ifPresent(value -> answer.put(header, value));
        }
        for (String warning : response.headers().allValues("Warning")) {
            answer.withArray("warnings").add(warning);
        }
        try (InputStream body = response.body()) {
            read(exchange, body, answer);
        }
        return answer;
    }

    private void read(Exchange exchange, InputStream stream, ObjectNode answer) throws IOException {
        Normalizer normalizer = new Normalizer(exchange.managedFields());
        if (exchange.events() > 0) {
            ArrayNode events = answer.putArray("events");
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            String line = "";
            while (events.size() < exchange.events() && (line = reader.readLine()) != null) {
                events.add(normalizer.normalize(only(parsed(line), exchange.only())));
            }
            return;
        }
        JsonNode body = parsed(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        exchange.keep().forEach((name, path) -> kept.put(name, at(body, path).asString("")));
        if (!body.isMissingNode()) {
            answer.set("body", normalizer.normalize(only(body, exchange.only())));
        }
    }

    private static JsonNode parsed(String text) {
        if (text.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return Json.parse(text);
        } catch (JacksonException notJson) {
            return Json.array().add(text).get(0);
        }
    }

    /// A body of text, or of bytes where it starts with `hex:`.
    private static byte[] bytes(String body) {
        return body.startsWith("hex:")
                ? HexFormat.of().parseHex(body.substring(4).replaceAll("\\s", ""))
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode only(JsonNode body, List<String> parts) {
        if (parts.isEmpty()) {
            return body;
        }
        ObjectNode picked = Json.object();
        for (String part : parts) {
            JsonNode found = at(body, part);
            if (!found.isMissingNode()) {
                picked.set(part, found);
            }
        }
        return picked;
    }

    /// A value by a path of names and numbers with dots; `\.` is a dot in a name.
    private static JsonNode at(JsonNode body, String path) {
        JsonNode node = body;
        for (String step : path.split("(?<!\\\\)\\.", -1)) {
            String name = step.replace("\\.", ".");
            node = node.isArray() ? node.path(Integer.parseInt(name)) : node.path(name);
        }
        return node;
    }

    private String fill(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = kept.get(matcher.group(1));
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null ? matcher.group() : value));
        }
        return matcher.appendTail(filled).toString();
    }
}
