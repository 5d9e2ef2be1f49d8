package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Every HTTP request comes in here: documents about the server are answered at once, requests for resources
/// go to [ResourceEndpoint], refusals become `Status` objects.
public final class ApiHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final String AGGREGATED = "APIGroupDiscoveryList";

    private final Catalogue catalogue;
    private final ResourceEndpoint resources;
    private final ServerVersion version;
    private final BooleanSupplier ready;

    /// @param ready whether the cluster is seeded; until then `/readyz` fails
    public ApiHandler(Catalogue catalogue, ResourceEndpoint resources, ServerVersion version, BooleanSupplier ready) {
        this.catalogue = catalogue;
        this.resources = resources;
        this.version = version;
        this.ready = ready;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpCall call = new HttpCall(request, response);
        try {
            call.setHeader("Audit-Id", UUID.randomUUID().toString());
            call.setHeader("Cache-Control", "no-cache, private");
            serve(call);
            callback.succeeded();
        } catch (ApiException e) {
            refuse(call, e, callback);
        } catch (JacksonException e) {
            refuse(
                    call,
                    ApiErrors.badRequest("the body of the request is not valid JSON: " + e.getOriginalMessage()),
                    callback);
        } catch (IOException e) {
            callback.failed(e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", call.method(), request.getHttpURI().getPathQuery(), e);
            refuse(call, ApiErrors.internal(String.valueOf(e)), callback);
        }
        return true;
    }

    private static void refuse(HttpCall call, ApiException refusal, Callback callback) {
        try {
            if (call.isCommitted()) {
                callback.failed(refusal);
                return;
            }
            Long retryAfter = Json.number(refusal.status(), "details", "retryAfterSeconds");
            if (retryAfter != null && retryAfter > 0) {
                call.setHeader("Retry-After", retryAfter.toString());
            }
            call.answer(refusal.code(), refusal.status());
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private void serve(HttpCall call) throws IOException {
        List<String> path = call.path();
        String first = path.isEmpty() ? "" : path.getFirst();
        switch (first) {
            case "" -> call.answer(200, paths());
            case "healthz", "livez" -> health(call, true);
            case "readyz" -> health(call, ready.getAsBoolean());
            case "version" -> call.answer(200, version.document());
            case "openapi" -> openApi(call);
            case "api" -> api(call, path);
            case "apis" -> apis(call, path);
            default -> notFound(call);
        }
    }

    private static ObjectNode paths() {
        ObjectNode document = Json.object();
        document.putArray("paths")
                .add("/api")
                .add("/apis")
                .add("/healthz")
                .add("/livez")
                .add("/openapi/v3")
                .add("/readyz")
                .add("/version");
        return document;
    }

    private static void health(HttpCall call, boolean healthy) throws IOException {
        String name = call.path().getFirst();
        String text = healthy ? "ok" : "[-]seeding failed: reason withheld\n" + name + " check failed\n";
        if (healthy && !call.parameters("verbose").isEmpty()) {
            text = "[+]ping ok\n[+]seeding ok\n" + name + " check passed\n";
        }
        call.answer(healthy ? 200 : 500, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private void api(HttpCall call, List<String> path) throws IOException {
        if (path.size() == 1) {
            requireRead(call);
            discovery(call, true);
        } else if (path.size() == 2) {
            requireRead(call);
            document(call, Discovery.resourceList(catalogue.served(), "", path.get(1)));
        } else {
            resources.serve(call, "", path.get(1), path.subList(2, path.size()));
        }
    }

    private void apis(HttpCall call, List<String> path) throws IOException {
        switch (path.size()) {
            case 1 -> {
                requireRead(call);
                discovery(call, false);
            }
            case 2 -> {
                requireRead(call);
                document(call, Discovery.group(catalogue.served(), path.get(1)));
            }
            case 3 -> {
                requireRead(call);
                document(call, Discovery.resourceList(catalogue.served(), path.get(1), path.get(2)));
            }
            default -> {
                if (Discovery.resourceList(catalogue.served(), path.get(1), path.get(2)) == null) {
                    notFound(call);
                } else {
                    resources.serve(call, path.get(1), path.get(2), path.subList(3, path.size()));
                }
            }
        }
    }

    private void discovery(HttpCall call, boolean core) throws IOException {
        Catalogue.Served served = catalogue.served();
        for (MediaRange range : MediaRange.parse(call.headers("Accept"))) {
            if (range.parameter("as").equals(AGGREGATED)) {
                String form = range.parameter("v");
                if (form.equals("v2") || form.equals("v2beta1")) {
                    aggregated(call, served, core, form);
                    return;
                }
            } else if (range.acceptsJson()) {
                break;
            }
        }
        call.answer(200, core ? Discovery.coreVersions(call.header("Host")) : Discovery.groupList(served));
    }

    private static void aggregated(HttpCall call, Catalogue.Served served, boolean core, String form)
            throws IOException {
        byte[] document = Json.bytes(Discovery.aggregated(served, core, form));
        String tag = "\"" + Hash.of(document) + "\"";
        call.setHeader("ETag", tag);
        call.setHeader("Vary", "Accept");
        call.setHeader("Cache-Control", "public");
        if (call.header("If-None-Match").equals(tag)) {
            call.answerNotModified();
            return;
        }
        call.answer(200, "application/json;g=apidiscovery.k8s.io;v=" + form + ";as=" + AGGREGATED, document);
    }

    private void openApi(HttpCall call) throws IOException {
        List<String> path = call.path();
        Catalogue.Served served = catalogue.served();
        if (path.size() == 2 && path.get(1).equals("v2")) {
            call.answer(200, OpenApi.OLD_TYPE, OpenApi.old());
            return;
        }
        if (path.size() < 2 || !path.get(1).equals("v3")) {
            throw ApiErrors.unknownPath();
        }
        if (path.size() == 2) {
            call.answer(200, OpenApi.index(served));
            return;
        }
        boolean core = path.get(2).equals("api") && path.size() == 4;
        boolean grouped = path.get(2).equals("apis") && path.size() == 5;
        if (!core && !grouped) {
            throw ApiErrors.unknownPath();
        }
        document(
                call,
                core ? OpenApi.document(served, "", path.get(3)) : OpenApi.document(served, path.get(3), path.get(4)));
    }

    private static void document(HttpCall call, @Nullable ObjectNode document) throws IOException {
        if (document == null) {
            notFound(call);
            return;
        }
        call.answer(200, document);
    }

    /// What nothing is registered for is refused in plain text.
    private static void notFound(HttpCall call) throws IOException {
        call.answer(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void requireRead(HttpCall call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw ApiErrors.methodNotAllowed();
        }
    }
}
