package sh.karpenter.controllers.metric;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import sh.karpenter.core.cloud.Capabilities;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.kube.provider.MeterSink;

/// A cloud provider that times every call and counts those that did not give what was asked for, by the
/// controller that made them.
///
/// Methods have the names that dashboards know: `Create`, `Delete`, `Get`, `List`, `GetInstanceTypes`, `IsDrifted`.
///
/// Source: Karpenter documentation, "Metrics / Cloudprovider Metrics".
public final class MeteredCloudProvider implements CloudProvider {
    private static final String NOT_FOUND = "NodeClaimNotFoundError";
    private static final String UNKNOWN = "unknown";

    private final CloudProvider provider;
    private final MeterSink meters;
    private final InstantSource clock;

    /// Measures that provider.
    public MeteredCloudProvider(CloudProvider provider, MeterSink meters, InstantSource clock) {
        this.provider = provider;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Capabilities capabilities() {
        return provider.capabilities();
    }

    @Override
    public LabelVocabulary labels() {
        return provider.labels();
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return provider.nodeClasses();
    }

    @Override
    public CatalogueOutcome instanceTypes(NodePool pool) {
        return measured(
                "GetInstanceTypes", pool.name(), () -> provider.instanceTypes(pool), outcome -> switch (outcome) {
                    case CatalogueOutcome.Catalogue _ -> null;
                    case CatalogueOutcome.NotEvaluated _, CatalogueOutcome.Failed _ -> UNKNOWN;
                });
    }

    @Override
    public LaunchOutcome launch(NodeClaim claim) {
        return measured("Create", claim.nodePool(), () -> provider.launch(claim), outcome -> switch (outcome) {
            case LaunchOutcome.Launched _ -> null;
            case LaunchOutcome.InsufficientCapacity _ -> "InsufficientCapacityError";
            case LaunchOutcome.NodeClassNotReady _ -> "NodeClassNotReadyError";
            case LaunchOutcome.Failed _ -> UNKNOWN;
        });
    }

    @Override
    public TerminateOutcome terminate(NodeClaim claim) {
        return measured("Delete", claim.nodePool(), () -> provider.terminate(claim), outcome -> switch (outcome) {
            case TerminateOutcome.Terminating _ -> null;
            case TerminateOutcome.Gone _ -> NOT_FOUND;
            case TerminateOutcome.Failed _ -> UNKNOWN;
        });
    }

    @Override
    public FindOutcome find(String providerId) {
        return measured("Get", "", () -> provider.find(providerId), outcome -> switch (outcome) {
            case FindOutcome.Found(var instances) -> instances.isEmpty() ? NOT_FOUND : null;
            case FindOutcome.Failed _ -> UNKNOWN;
        });
    }

    @Override
    public FindOutcome list() {
        return measured("List", "", provider::list, outcome -> switch (outcome) {
            case FindOutcome.Found _ -> null;
            case FindOutcome.Failed _ -> UNKNOWN;
        });
    }

    @Override
    public DriftOutcome drift(NodeClaim claim) {
        return measured("IsDrifted", claim.nodePool(), () -> provider.drift(claim), outcome -> switch (outcome) {
            case DriftOutcome.InSync _, DriftOutcome.Drifted _ -> null;
            case DriftOutcome.InstanceGone _ -> NOT_FOUND;
            case DriftOutcome.Failed _ -> UNKNOWN;
        });
    }

    @Override
    public List<RegistrationHook> registrationHooks() {
        return provider.registrationHooks();
    }

    private <T> T measured(String method, String pool, Supplier<T> call, Function<T, @Nullable String> error) {
        String controller = Objects.requireNonNullElse(MDC.get("controller"), "");
        Instant began = clock.instant();
        T outcome = call.get();
        meters.observe(
                "cloudprovider_duration_seconds",
                MetricLabels.of("controller", controller, "method", method, "provider", provider.name()),
                ClaimMetrics.seconds(Duration.between(began, clock.instant())));
        String kind = error.apply(outcome);
        if (kind != null) {
            meters.count(
                    "cloudprovider_errors_total",
                    MetricLabels.of(
                            "controller",
                            controller,
                            "method",
                            method,
                            "provider",
                            provider.name(),
                            "error",
                            kind,
                            "nodepool",
                            pool),
                    1);
        }
        return outcome;
    }
}
