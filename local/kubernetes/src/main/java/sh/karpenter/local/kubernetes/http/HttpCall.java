package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// One HTTP request and its answer.
final class HttpCall {
    private static final int LARGEST_BODY = 3 * 1024 * 1024;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private final Request request;
    private final Response response;
    private final List<String> path;
    private final Fields query;

    HttpCall(Request request, Response response) {
        this.request = request;
        this.response = response;
        this.path = segments(request.getHttpURI().getPath());
        String text = request.getHttpURI().getQuery();
        this.query = new Fields();
        if (text != null) {
            UrlEncoded.decodeTo(text, query::add, StandardCharsets.UTF_8);
        }
    }

    String method() {
        return request.getMethod();
    }

    /// The decoded segments of the path; empty ones are left out.
    List<String> path() {
        return path;
    }

    /// A query parameter, the empty string when it is absent.
    String parameter(String name) {
        String value = query.getValue(name);
        return value == null ? "" : value;
    }

    /// The query string as sent, the empty string when there is none.
    String query() {
        String text = request.getHttpURI().getQuery();
        return text == null ? "" : text;
    }

    /// All values of a query parameter.
    List<String> parameters(String name) {
        List<String> values = query.getValues(name);
        return values == null ? List.of() : values;
    }

    boolean flag(String name) {
        String value = parameter(name);
        return value.equals("true") || value.equals("1");
    }

    /// A request header, the empty string when it is absent.
    String header(String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    /// Names of the request's headers that begin with a prefix.
    List<String> headerNames(String prefix) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        return request.getHeaders().getFieldNamesCollection().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(lower))
                .toList();
    }

    /// The content type without parameters, in lower case.
    String contentType() {
        String value = header("Content-Type");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    byte[] body() throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw ApiErrors.tooLarge("Request entity too large: limit is " + LARGEST_BODY);
            }
            return bytes;
        }
    }

    void addHeader(String name, String value) {
        response.getHeaders().add(name, value);
    }

    /// Adds a warning, which clients print.
    void warn(String text) {
        addHeader("Warning", "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }

    void setHeader(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /// Answers with a document, as YAML to a client that wants that first.
    void answer(int code, JsonNode body) throws IOException {
        for (MediaRange range : MediaRange.parse(headers("Accept"))) {
            if (range.acceptsYaml()) {
                answer(code, "application/yaml", YAML.writeValueAsBytes(body));
                return;
            }
            if (range.isServed() || range.acceptsJson()) {
                break;
            }
        }
        answer(code, "application/json", Json.bytes(body));
    }

    void answer(int code, String contentType, byte[] body) throws IOException {
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            if (!method().equals("HEAD")) {
                out.write(body);
            }
        }
    }

    /// Tells the client that what it has is still right. Carries no headers about a body: clients would take
    /// them over.
    void answerNotModified() {
        response.setStatus(304);
    }

    /// Succeeds without anything to say.
    void answerNothing() {
        response.setStatus(204);
    }

    /// Begins an answer of unknown length; the caller flushes after each part and closes at the end.
    OutputStream stream(String contentType) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        return Content.Sink.asOutputStream(response);
    }

    boolean isCommitted() {
        return response.isCommitted();
    }

    private static List<String> segments(String raw) {
        List<String> segments = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (!part.isEmpty()) {
                segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return segments;
    }
}
