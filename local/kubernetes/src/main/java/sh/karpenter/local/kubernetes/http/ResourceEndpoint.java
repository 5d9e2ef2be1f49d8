package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.pipeline.Listing;
import sh.karpenter.local.kubernetes.pipeline.Operations;
import sh.karpenter.local.kubernetes.pipeline.Outcome;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.ListOptions;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WatchOptions;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.request.WriteOptions.FieldValidation;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.selector.FieldSelector;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import sh.karpenter.local.kubernetes.table.Tables;
import tools.jackson.databind.node.ObjectNode;

/// Requests for resources: finds out what the path names and what is to be done, and renders the answer.
public final class ResourceEndpoint {
    private static final List<String> VALIDATIONS = List.of("", "Ignore", "Strict", "Warn");
    private static final List<String> MATCHES = List.of("Exact", "NotOlderThan", "");
    private static final int LONGEST_MANAGER = 128;
    private static final Set<String> INTO_CONTAINERS = Set.of("exec", "attach", "portforward", "proxy");

    private final Catalogue catalogue;
    private final Operations operations;
    private final WatchEndpoint watches;
    private final Supplier<TypeTable> types;
    private final Tables tables;
    private final LogEndpoint logs;
    private final Authentication authentication;
    private final Authorization authorization;

    public ResourceEndpoint(
            Catalogue catalogue,
            Operations operations,
            WatchEndpoint watches,
            Supplier<TypeTable> types,
            Tables tables,
            LogEndpoint logs,
            Authentication authentication,
            Authorization authorization) {
        this.catalogue = catalogue;
        this.operations = operations;
        this.watches = watches;
        this.types = types;
        this.tables = tables;
        this.logs = logs;
        this.authentication = authentication;
        this.authorization = authorization;
    }

    /// Serves a path below a group and version.
    ///
    /// @param rest the segments after the version, at least one
    void serve(HttpCall call, String group, String version, List<String> rest) throws IOException {
        Target target = target(group, version, rest);
        authorization.check(authentication.caller(call), verb(call, target), target);
        String warning = target.version().deprecationWarning();
        if (warning != null) {
            call.warn(warning);
        }
        switch (call.method()) {
            case "GET" -> read(call, target);
            case "POST" -> create(call, target);
            case "PUT" -> update(call, target);
            case "PATCH" -> patch(call, target);
            case "DELETE" -> delete(call, target);
            default -> throw ApiErrors.methodNotAllowed();
        }
    }

    private static String verb(HttpCall call, Target target) {
        boolean collection = target.name().isEmpty();
        return switch (call.method()) {
            case "GET" -> collection ? (call.flag("watch") ? "watch" : "list") : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> throw ApiErrors.methodNotAllowed();
        };
    }

    private Target target(String group, String version, List<String> rest) {
        String namespace = "";
        List<String> tail = rest;
        if (rest.getFirst().equals("namespaces") && rest.size() >= 3 && isNamespaced(group, rest.get(2))) {
            namespace = rest.get(1);
            tail = rest.subList(2, rest.size());
        }
        ResourceDefinition definition = catalogue.find(group, tail.getFirst());
        ServedVersion served = definition == null ? null : definition.version(version);
        if (definition == null || served == null) {
            throw ApiErrors.unknownPath();
        }
        if (tail.size() >= 3 && INTO_CONTAINERS.contains(tail.get(2))) {
            refuseConnection(definition, tail.get(2));
        }
        if (tail.size() > 3) {
            throw ApiErrors.unknownPath();
        }
        if (tail.size() > 1 && definition.namespaced() && namespace.isEmpty()) {
            throw ApiErrors.unknownPath();
        }
        Subresource subresource = null;
        if (tail.size() == 3) {
            subresource = served.subresource(tail.get(2));
            if (subresource == null) {
                throw ApiErrors.unknownPath();
            }
        }
        return new Target(definition, served, namespace, tail.size() > 1 ? tail.get(1) : "", subresource);
    }

    /// Nothing runs behind a simulated pod, node or service that one could talk to.
    private static void refuseConnection(ResourceDefinition definition, String subresource) {
        String name = definition.qualifiedName();
        if (name.equals("pods") || name.equals("nodes") || name.equals("services")) {
            throw ApiErrors.notSupported(name + "/" + subresource + " (simulated containers run no processes)");
        }
    }

    private boolean isNamespaced(String group, String plural) {
        ResourceDefinition definition = catalogue.find(group, plural);
        return definition != null && definition.namespaced();
    }

    private void read(HttpCall call, Target target) throws IOException {
        if (target.isSubresource("log")) {
            logs.serve(call, target);
            return;
        }
        if (!target.name().isEmpty()) {
            require(target, "get");
            new Representation(call, target, tables).answerObject(call, 200, operations.get(target));
        } else if (call.flag("watch")) {
            require(target, "watch");
            watches.serve(call, target, watchOptions(call));
        } else {
            require(target, "list");
            if (!call.parameter("sendInitialEvents").isEmpty()) {
                throw invalidOption("sendInitialEvents", "sendInitialEvents is forbidden for list");
            }
            new Representation(call, target, tables).answerList(call, operations.list(target, listOptions(call)));
        }
    }

    private void create(HttpCall call, Target target) throws IOException {
        require(target, "create");
        if (target.subresource() == null && !target.name().isEmpty()) {
            throw ApiErrors.methodNotAllowed();
        }
        if (target.definition().namespaced() && target.namespace().isEmpty()) {
            throw ApiErrors.methodNotAllowed();
        }
        WriteOptions options = writeOptions(call);
        Outcome outcome = operations.create(target, body(call, target, options), options);
        new Representation(call, target, tables).answerObject(call, 201, outcome.object());
    }

    private ObjectNode body(HttpCall call, Target target, WriteOptions options) throws IOException {
        return Bodies.object(call, target, options.validation(), types, catalogue.served());
    }

    private void update(HttpCall call, Target target) throws IOException {
        require(target, "update");
        requireName(target);
        WriteOptions options = writeOptions(call);
        Outcome outcome = operations.update(target, body(call, target, options), options);
        new Representation(call, target, tables).answerObject(call, outcome.created() ? 201 : 200, outcome.object());
    }

    private void patch(HttpCall call, Target target) throws IOException {
        require(target, "patch");
        requireName(target);
        boolean custom = target.definition().is(Trait.CUSTOM);
        PatchType type = PatchType.of(call.contentType());
        if (type == null) {
            throw ApiErrors.unknownPatchType();
        }
        if (custom && type == PatchType.STRATEGIC) {
            throw ApiErrors.unsupportedMediaType(PatchType.accepted(true));
        }
        WriteOptions options = writeOptions(call);
        checkApplyOptions(call, type);
        Outcome outcome = operations.patch(target, type, Bodies.patch(call, type), options);
        new Representation(call, target, tables).answerObject(call, outcome.created() ? 201 : 200, outcome.object());
    }

    private static void checkApplyOptions(HttpCall call, PatchType type) {
        if (type == PatchType.APPLY && call.parameter("fieldManager").isEmpty()) {
            throw ApiErrors.invalidOptions(
                    "PatchOptions.meta.k8s.io",
                    List.of(FieldError.required("fieldManager", "is required for apply patch")));
        }
        if (type != PatchType.APPLY && !call.parameter("force").isEmpty()) {
            throw ApiErrors.invalidOptions(
                    "PatchOptions.meta.k8s.io",
                    List.of(FieldError.forbidden("force", "may not be specified for non-apply patch")));
        }
    }

    private void delete(HttpCall call, Target target) throws IOException {
        ObjectNode body = Bodies.deleteOptions(call, types);
        DeleteOptions wish = DeleteOptions.of(body);
        WriteOptions asked = writeOptions(call);
        WriteOptions options = wish.dryRun() ? asked.dry() : asked;
        if (target.name().isEmpty()) {
            require(target, "deletecollection");
            Listing deleted = operations.deleteCollection(target, listOptions(call), wish, options);
            new Representation(call, target, tables).answerList(call, deleted);
        } else {
            require(target, "delete");
            ObjectNode answer = operations.delete(target, wish, options);
            new Representation(call, target, tables).answerObject(call, 200, answer);
        }
    }

    private static void requireName(Target target) {
        if (target.name().isEmpty()) {
            throw ApiErrors.methodNotAllowed();
        }
    }

    private static void require(Target target, String verb) {
        Subresource subresource = target.subresource();
        List<String> verbs = subresource == null ? target.definition().verbs() : subresource.verbs();
        if (!verbs.contains(verb)) {
            throw ApiErrors.methodNotAllowed();
        }
    }

    private static String optionsKind(String method) {
        String verb = switch (method) {
            case "POST" -> "Create";
            case "PUT" -> "Update";
            case "PATCH" -> "Patch";
            default -> "Delete";
        };
        return verb + "Options.meta.k8s.io";
    }

    private WriteOptions writeOptions(HttpCall call) {
        String dryRun = call.parameter("dryRun");
        String form = optionsKind(call.method());
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw ApiErrors.invalidOptions(
                    form, List.of(FieldError.notSupported("dryRun", Json.array().add(dryRun), List.of("All"))));
        }
        String wanted = call.parameter("fieldValidation");
        if (!VALIDATIONS.contains(wanted)) {
            throw ApiErrors.invalidOptions(
                    form,
                    List.of(FieldError.notSupported(
                            "fieldValidation", Json.array().add(wanted).get(0), VALIDATIONS)));
        }
        FieldValidation validation = switch (wanted) {
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            default -> FieldValidation.WARN;
        };
        String manager = call.parameter("fieldManager");
        if (manager.length() > LONGEST_MANAGER) {
            throw ApiErrors.invalidOptions(
                    form,
                    List.of(new FieldError(
                            FieldError.Type.TOO_LONG,
                            "fieldManager",
                            "",
                            "may not be more than " + LONGEST_MANAGER + " bytes")));
        }
        if (manager.isEmpty()) {
            String agent = call.header("User-Agent");
            int slash = agent.indexOf('/');
            manager = slash < 0 ? agent : agent.substring(0, slash);
        }
        return new WriteOptions(
                authentication.caller(call),
                manager.isEmpty() ? "unknown" : manager,
                !dryRun.isEmpty(),
                validation,
                call.flag("force"),
                true,
                call::warn);
    }

    private static ListOptions listOptions(HttpCall call) {
        String match = call.parameter("resourceVersionMatch");
        String revision = call.parameter("resourceVersion");
        String token = call.parameter("continue");
        if (!match.isEmpty()) {
            if (revision.isEmpty()) {
                throw invalidOption(
                        "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if (!token.isEmpty()) {
                throw invalidOption(
                        "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
            }
            if (!MATCHES.contains(match)) {
                throw ApiErrors.invalidOptions(
                        "ListOptions.meta.k8s.io",
                        List.of(FieldError.notSupported(
                                "resourceVersionMatch", Json.array().add(match).get(0), MATCHES)));
            }
            if (match.equals("Exact") && revision.equals("0")) {
                throw invalidOption(
                        "resourceVersionMatch",
                        "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (!token.isEmpty() && !revision.isEmpty() && !revision.equals("0")) {
            throw ApiErrors.badRequest("specifying resource version is not allowed when using continue");
        }
        return new ListOptions(labels(call), fields(call), limit(call), token, token.isEmpty() ? revision : "", match);
    }

    private static WatchOptions watchOptions(HttpCall call) {
        Boolean initial =
                call.parameter("sendInitialEvents").isEmpty() ? null : (Boolean) call.flag("sendInitialEvents");
        return new WatchOptions(
                labels(call),
                fields(call),
                call.parameter("resourceVersion"),
                call.parameter("resourceVersionMatch"),
                call.flag("allowWatchBookmarks"),
                initial);
    }

    private static LabelSelector labels(HttpCall call) {
        try {
            return LabelSelector.parse(call.parameter("labelSelector"));
        } catch (IllegalArgumentException e) {
            throw ApiErrors.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static FieldSelector fields(HttpCall call) {
        try {
            return FieldSelector.parse(call.parameter("fieldSelector"));
        } catch (IllegalArgumentException e) {
            throw ApiErrors.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static long limit(HttpCall call) {
        String limit = call.parameter("limit");
        try {
            return limit.isEmpty() ? 0 : Long.parseLong(limit);
        } catch (NumberFormatException e) {
            throw ApiErrors.badRequest("strconv.ParseInt: parsing \"" + limit + "\": invalid syntax");
        }
    }

    private static RuntimeException invalidOption(String field, String detail) {
        return ApiErrors.invalidOptions("ListOptions.meta.k8s.io", List.of(FieldError.forbidden(field, detail)));
    }
}
