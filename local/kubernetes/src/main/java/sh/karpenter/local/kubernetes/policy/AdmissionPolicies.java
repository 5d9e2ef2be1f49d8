package sh.karpenter.local.kubernetes.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.cel.CelValues;
import sh.karpenter.local.kubernetes.cel.Expressions;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds writes against the ValidatingAdmissionPolicies of the cluster, in the order of their names.
///
/// 1. A policy counts for a request when its `matchConstraints` match and it has a binding that matches.
/// 2. For each parameter object of the binding, the policy's match conditions decide whether it applies, and its
///    validations what it has to say.
/// 3. Of what it says, a binding with the action `Deny` refuses the request, one with `Warn` warns the client.
///
/// A policy takes effect with the answer to the request that created it; on a real server a moment later. What
/// expressions may use there and not here: `authorizer`.
public final class AdmissionPolicies implements AdmissionPlugin {
    private static final String POLICIES = "validatingadmissionpolicies.admissionregistration.k8s.io";
    private static final String BINDINGS = "validatingadmissionpolicybindings.admissionregistration.k8s.io";

    /// What policies never see, so that a wrong one can be mended.
    private static final Set<String> EXEMPT = Set.of(POLICIES, BINDINGS);

    private static final Lazy<Expressions> EXPRESSIONS = new Lazy<>(() -> new Expressions(PolicyValidation.NAMES));

    private final ObjectReader reader;
    private final PolicyParameters parameters;

    /// @param catalogue knows which resource a kind of parameters is
    public AdmissionPolicies(ObjectReader reader, Catalogue catalogue) {
        this.reader = reader;
        this.parameters = new PolicyParameters(reader, catalogue);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (EXEMPT.contains(request.target().definition().qualifiedName())) {
            PolicyValidation.check(request, EXPRESSIONS);
            return;
        }
        List<ObjectNode> bindings = reader.list(BINDINGS, null);
        if (bindings.isEmpty()) {
            return;
        }
        for (ObjectNode policy : reader.list(POLICIES, null)) {
            MatchResources constraints = new MatchResources(Json.objectAt(policy, "spec", "matchConstraints"), reader);
            ServedVersion version = constraints.match(request);
            if (version == null) {
                continue;
            }
            for (ObjectNode binding : bindings) {
                boolean bound = Json.string(binding, "spec", "policyName").equals(Metadata.name(policy));
                MatchResources resources = new MatchResources(Json.objectAt(binding, "spec", "matchResources"), reader);
                if (bound && resources.match(request) != null) {
                    act(request, policy, binding, denials(request, version, policy, binding));
                }
            }
        }
    }

    private List<Denial> denials(
            AdmissionRequest request, ServedVersion version, ObjectNode policy, ObjectNode binding) {
        ObjectNode spec = Json.objectAt(policy, "spec");
        List<Denial> denials = new ArrayList<>();
        if (spec == null) {
            return denials;
        }
        try {
            for (@Nullable ObjectNode each : parameters.find(policy, binding, request)) {
                Map<String, Object> names = PolicyRequest.names(request, version, namespace(request));
                names.put("params", CelValues.of(each));
                denials.addAll(new PolicyEvaluation(EXPRESSIONS.get(), spec, names).denials());
            }
        } catch (PolicyParameters.MissingException e) {
            denials.addAll(PolicyEvaluation.failed(spec, "failed to configure binding: " + e.getMessage()));
        }
        return denials;
    }

    private @Nullable ObjectNode namespace(AdmissionRequest request) {
        return request.target().definition().namespaced()
                ? reader.get("namespaces", "", request.target().namespace())
                : null;
    }

    private static void act(AdmissionRequest request, ObjectNode policy, ObjectNode binding, List<Denial> denials) {
        String who = "ValidatingAdmissionPolicy '" + Metadata.name(policy) + "' with binding '" + Metadata.name(binding)
                + "'";
        for (JsonNode action : Json.arrayAt(binding, "spec", "validationActions")) {
            for (Denial denial : denials) {
                switch (action.asString("")) {
                    case "Deny" -> throw refusal(request, denial, who + " denied request: " + denial.message());
                    case "Warn" ->
                        request.options().warnings().accept("Validation failed for " + who + ": " + denial.message());
                    default -> {
                        // Audit: there is no audit log.
                    }
                }
            }
        }
    }

    private static ApiException refusal(AdmissionRequest request, Denial denial, String message) {
        String resource = request.target().definition().qualifiedName();
        ObjectNode details = ApiErrors.details(resource, request.target().name());
        details.putArray("causes").addObject().put("message", message);
        String text = resource + " \"" + request.target().name() + "\" is forbidden: " + message;
        return ApiErrors.of(denial.code(), denial.reason(), text, details);
    }
}
