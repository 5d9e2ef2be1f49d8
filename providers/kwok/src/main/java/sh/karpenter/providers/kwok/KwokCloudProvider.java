package sh.karpenter.providers.kwok;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Capabilities;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.kwok.KWOKNodeClass;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.client.store.WriteOutcome;

/// Simulated machines: launching one creates a Node, terminating it deletes the Node.
///
/// With `nodeRegistrationDelay` in the node class the Node is created later, by [JoiningNodes]. The provider
/// keeps nothing in memory: names and choices follow from the claim, so a restart finds what was launched
/// before.
public final class KwokCloudProvider implements CloudProvider {
    static final NodeClassKind NODE_CLASS =
            new NodeClassKind("karpenter.kwok.sh", "v1alpha1", "KWOKNodeClass", "kwoknodeclasses");

    private final ClusterStores stores;
    private final Store<KWOKNodeClass> nodeClasses;
    private final List<InstanceType> types;
    private final LabelVocabulary labels;

    /// A provider of these machines.
    KwokCloudProvider(ClusterStores stores, List<InstanceType> types) {
        this.stores = stores;
        // Opened here: a store that is opened by the first launch has not read the classes yet.
        this.nodeClasses = stores.of(ResourceType.of(KWOKNodeClass.class));
        this.types = types;
        this.labels = KwokLabels.vocabulary(types);
    }

    @Override
    public String name() {
        return "kwok";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false, false);
    }

    @Override
    public LabelVocabulary labels() {
        return labels;
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return List.of(NODE_CLASS);
    }

    @Override
    public CatalogueOutcome instanceTypes(NodePool pool) {
        return new CatalogueOutcome.Catalogue(types, 1);
    }

    @Override
    public LaunchOutcome launch(NodeClaim claim) {
        KWOKNodeClass nodeClass =
                nodeClasses.find(ObjectKey.of(claim.spec().nodeClass().name()));
        if (nodeClass == null) {
            return new LaunchOutcome.InsufficientCapacity("insufficient capacity, KWOKNodeClass \""
                    + claim.spec().nodeClass().name() + "\" not found");
        }
        String notReady = notReady(nodeClass);
        if (notReady != null) {
            return new LaunchOutcome.NodeClassNotReady("NodeClassRef not ready, " + notReady);
        }
        String name = KwokMachine.nodeName(claim.name(), claim.uid());
        Node existing = stores.nodes().find(name);
        if (existing != null && existing.getMetadata().getDeletionTimestamp() == null) {
            return new LaunchOutcome.Launched(KwokMachine.instance(existing));
        }
        Choice choice = choose(claim);
        return choice == null
                ? new LaunchOutcome.InsufficientCapacity(
                        "insufficient capacity, no instance type is compatible with the requirements and holds the"
                                + " requests of NodeClaim \"" + claim.name() + "\"")
                : launch(claim, name, choice, delay(nodeClass));
    }

    private LaunchOutcome launch(NodeClaim claim, String name, Choice choice, Duration delay) {
        Requirements wanted = Requirements.of(claim.spec().requirements(), labels);
        var nodeLabels = KwokMachine.labels(claim, wanted, choice.type(), choice.offering());
        Resources allocatable = claim.spec().requests();
        for (var entry : choice.type().allocatable(choice.offering()).amounts().entrySet()) {
            allocatable = allocatable.with(entry.getKey(), entry.getValue());
        }
        Resources capacity = claim.spec().requests();
        for (var entry : choice.type().capacity().amounts().entrySet()) {
            capacity = capacity.with(entry.getKey(), entry.getValue());
        }
        Node node = KwokMachine.node(name, nodeLabels, claim.annotations(), capacity, allocatable);
        if (delay.isPositive()) {
            return new LaunchOutcome.Launched(KwokMachine.instance(node));
        }
        return create(node);
    }

    private LaunchOutcome create(Node node) {
        try {
            return switch (stores.nodes().create(node)) {
                case WriteOutcome.Refused<Node>(var code, var message) ->
                    new LaunchOutcome.Failed(LaunchOutcome.FailureKind.REFUSED, "NodeCreationFailed", message);
                case WriteOutcome.Written<Node> _,
                        WriteOutcome.Unchanged<Node> _,
                        WriteOutcome.Conflict<Node> _,
                        WriteOutcome.Gone<Node> _ -> new LaunchOutcome.Launched(KwokMachine.instance(node));
            };
        } catch (ApiServerException unreachable) {
            return new LaunchOutcome.Failed(
                    LaunchOutcome.FailureKind.UNAVAILABLE,
                    "NodeCreationFailed",
                    String.valueOf(unreachable.getMessage()));
        }
    }

    @Override
    public TerminateOutcome terminate(NodeClaim claim) {
        String name = KwokMachine.nodeName(claim.status().providerId());
        Node node = name == null ? null : stores.nodes().find(name);
        if (node == null || node.getMetadata().getDeletionTimestamp() != null) {
            return new TerminateOutcome.Gone();
        }
        return switch (stores.nodes().delete(node)) {
            case DeleteOutcome.Deleting _, DeleteOutcome.Gone _ -> new TerminateOutcome.Gone();
            case DeleteOutcome.Refused(var code, var message) ->
                new TerminateOutcome.Failed(LaunchOutcome.FailureKind.REFUSED, message);
        };
    }

    @Override
    public FindOutcome find(String providerId) {
        String name = KwokMachine.nodeName(providerId);
        Node node = name == null ? null : stores.nodes().find(name);
        return new FindOutcome.Found(
                node == null || node.getMetadata().getDeletionTimestamp() != null
                        ? List.of()
                        : List.of(KwokMachine.instance(node)));
    }

    @Override
    public FindOutcome list() {
        return new FindOutcome.Found(stores.nodes().list().stream()
                .filter(node -> node.getSpec() != null
                        && node.getSpec().getProviderID() != null
                        && KwokMachine.nodeName(node.getSpec().getProviderID()) != null)
                .map(KwokMachine::instance)
                .sorted(Comparator.comparing(Instance::providerId))
                .toList());
    }

    @Override
    public DriftOutcome drift(NodeClaim claim) {
        return new DriftOutcome.InSync();
    }

    /// A type and the way to buy it.
    private record Choice(InstanceType type, Offering offering) {}

    /// The cheapest offering that meets the claim. Which of several at one price it is follows from the claim's
    /// uid: claims spread over them, and a claim always gets the same.
    private @Nullable Choice choose(NodeClaim claim) {
        Requirements wanted = Requirements.of(claim.spec().requirements(), labels);
        var cheapest = new ArrayList<Choice>();
        double price = Double.MAX_VALUE;
        for (InstanceType type : types) {
            if (!wanted.compatible(type.requirements(), labels.wellKnown())) {
                continue;
            }
            for (Offering offering : type.offerings()) {
                boolean fits = offering.launchable()
                        && wanted.compatible(offering.requirements(), labels.wellKnown())
                        && claim.spec().requests().fitsIn(type.allocatable(offering));
                if (fits && offering.pricePerHour() <= price) {
                    if (offering.pricePerHour() < price) {
                        cheapest.clear();
                        price = offering.pricePerHour();
                    }
                    cheapest.add(new Choice(type, offering));
                }
            }
        }
        return cheapest.isEmpty()
                ? null
                : cheapest.get(Math.floorMod(claim.uid().hashCode(), cheapest.size()));
    }

    private static @Nullable String notReady(KWOKNodeClass nodeClass) {
        var conditions = nodeClass.statusOrEmpty().conditions();
        if (conditions != null) {
            for (var condition : conditions) {
                if (condition.type().equals("Ready") && condition.status() == ConditionStatus.FALSE) {
                    return condition.message();
                }
            }
        }
        return null;
    }

    static Duration delay(@Nullable KWOKNodeClass nodeClass) {
        return nodeClass == null || nodeClass.getSpec() == null
                ? Duration.ZERO
                : Objects.requireNonNullElse(nodeClass.getSpec().nodeRegistrationDelay(), Duration.ZERO);
    }
}
