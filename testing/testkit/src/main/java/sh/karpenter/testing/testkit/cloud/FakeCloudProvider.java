package sh.karpenter.testing.testkit.cloud;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;

/// A cloud in memory. It keeps every call it received, answers the next calls of a kind with failures that a
/// test put there, and survives a "crash" of the controller: what was launched stays launched.
///
/// A launch takes, among the types that hold the requests, a reservation with instances left, else the cheapest
/// offering; among equals the first by type, zone and capacity type.
public final class FakeCloudProvider implements CloudProvider {
    private final InstantSource clock;
    private final LabelVocabulary labels = FakeInstanceTypes.labels();
    private final Map<String, Instance> machines = new TreeMap<>();
    private final Map<String, String> machineOfClaim = new TreeMap<>();
    private final Map<String, String> driftOfMachine = new TreeMap<>();
    private final Map<String, Integer> takenFromReservation = new TreeMap<>();
    private final List<CloudCall> calls = new ArrayList<>();
    private final Deque<LaunchOutcome> launchFailures = new ArrayDeque<>();
    private final Deque<TerminateOutcome> terminateAnswers = new ArrayDeque<>();
    private final Deque<FindOutcome.Failed> findFailures = new ArrayDeque<>();
    private final Deque<DriftOutcome> driftAnswers = new ArrayDeque<>();
    private List<InstanceType> types = FakeInstanceTypes.standard();
    private long generation = 1;
    private int launched;
    private boolean slowTermination;
    private Consumer<CloudCall> onCall = call -> {};
    private List<RegistrationHook> hooks = List.of();

    /// A cloud without machines that offers [FakeInstanceTypes#standard].
    public FakeCloudProvider(InstantSource clock) {
        this.clock = clock;
    }

    /// Lets machines that have joined wait for these from now on.
    public synchronized FakeCloudProvider waitingFor(RegistrationHook... registrationHooks) {
        hooks = List.of(registrationHooks);
        return this;
    }

    @Override
    public synchronized List<RegistrationHook> registrationHooks() {
        return hooks;
    }

    /// Offers these types from now on.
    public synchronized FakeCloudProvider offering(List<InstanceType> newTypes) {
        types = newTypes.stream()
                .sorted(Comparator.comparing(InstanceType::name))
                .toList();
        generation++;
        return this;
    }

    /// Answers the next launch with this outcome, without launching; may be said several times.
    public synchronized FakeCloudProvider failLaunch(LaunchOutcome outcome) {
        launchFailures.add(outcome);
        return this;
    }

    /// Answers the next termination with this, without terminating; may be said several times.
    public synchronized FakeCloudProvider answerTerminate(TerminateOutcome outcome) {
        terminateAnswers.add(outcome);
        return this;
    }

    /// Fails the next look for machines; may be said several times.
    public synchronized FakeCloudProvider failFind(FindOutcome.Failed outcome) {
        findFailures.add(outcome);
        return this;
    }

    /// Answers the next question for drift with this; may be said several times.
    public synchronized FakeCloudProvider answerDrift(DriftOutcome outcome) {
        driftAnswers.add(outcome);
        return this;
    }

    /// The machine is drifted for this reason from now on.
    public synchronized FakeCloudProvider drifted(String providerId, String reason) {
        driftOfMachine.put(providerId, reason);
        return this;
    }

    /// A termination leaves the machine shutting down until [#finishTerminations].
    public synchronized FakeCloudProvider terminatingSlowly() {
        slowTermination = true;
        return this;
    }

    /// The machines that are shutting down are gone.
    public synchronized void finishTerminations() {
        machines.values().removeIf(Instance::deleting);
    }

    /// The machine is gone, as if somebody had terminated it by hand.
    public synchronized void lose(String providerId) {
        machines.remove(providerId);
    }

    /// A machine that no claim knows.
    public synchronized void add(Instance machine) {
        machines.put(machine.providerId(), machine);
    }

    /// Runs with every call, after it was recorded and before it has any effect; may throw to play a crash.
    public synchronized void onCall(Consumer<CloudCall> listener) {
        onCall = listener;
    }

    /// The calls received so far, in order.
    public synchronized List<CloudCall> calls() {
        return List.copyOf(calls);
    }

    /// The calls of one kind received so far, in order.
    public synchronized <T extends CloudCall> List<T> calls(Class<T> kind) {
        return calls.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The machines there are, those shutting down included, in order of provider id.
    public synchronized List<Instance> machines() {
        return List.copyOf(machines.values());
    }

    /// How many machines were ever launched.
    public synchronized int launched() {
        return launched;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true);
    }

    @Override
    public LabelVocabulary labels() {
        return labels;
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return List.of(new NodeClassKind("karpenter.test.sh", "v1alpha1", "TestNodeClass", "testnodeclasses"));
    }

    @Override
    public synchronized CatalogueOutcome instanceTypes(NodePool pool) {
        received(new CloudCall.InstanceTypes(pool));
        return new CatalogueOutcome.Catalogue(types, generation);
    }

    @Override
    public synchronized LaunchOutcome launch(NodeClaim claim) {
        received(new CloudCall.Launch(claim));
        LaunchOutcome failure = launchFailures.poll();
        if (failure != null) {
            return failure;
        }
        Instance existing = machines.get(machineOfClaim.getOrDefault(claim.uid(), ""));
        if (existing != null && !existing.deleting()) {
            return new LaunchOutcome.Launched(existing);
        }
        Choice choice = choose(claim);
        if (choice == null) {
            return new LaunchOutcome.InsufficientCapacity(
                    "insufficient capacity, no instance type satisfies the requirements of claim " + claim.name());
        }
        launched++;
        Instance machine = machine(claim, choice, clock.instant());
        machines.put(machine.providerId(), machine);
        machineOfClaim.put(claim.uid(), machine.providerId());
        if (choice.offering().reserved()) {
            takenFromReservation.merge(reservationOf(choice.offering()), 1, Integer::sum);
        }
        return new LaunchOutcome.Launched(machine);
    }

    @Override
    public synchronized TerminateOutcome terminate(NodeClaim claim) {
        received(new CloudCall.Terminate(claim));
        TerminateOutcome answer = terminateAnswers.poll();
        if (answer != null) {
            return answer;
        }
        Instance machine = machines.get(claim.status().providerId());
        if (machine == null) {
            return new TerminateOutcome.Gone();
        }
        if (slowTermination) {
            machines.put(machine.providerId(), deleting(machine));
        } else {
            machines.remove(machine.providerId());
        }
        return new TerminateOutcome.Terminating();
    }

    @Override
    public synchronized FindOutcome find(String providerId) {
        received(new CloudCall.Find(providerId));
        FindOutcome.Failed failure = findFailures.poll();
        if (failure != null) {
            return failure;
        }
        Instance machine = machines.get(providerId);
        return new FindOutcome.Found(machine == null ? List.of() : List.of(machine));
    }

    @Override
    public synchronized FindOutcome list() {
        received(new CloudCall.ListAll());
        FindOutcome.Failed failure = findFailures.poll();
        return failure != null ? failure : new FindOutcome.Found(machines());
    }

    @Override
    public synchronized DriftOutcome drift(NodeClaim claim) {
        received(new CloudCall.Drift(claim));
        DriftOutcome answer = driftAnswers.poll();
        if (answer != null) {
            return answer;
        }
        String providerId = claim.status().providerId();
        if (!machines.containsKey(providerId)) {
            return new DriftOutcome.InstanceGone();
        }
        String reason = driftOfMachine.get(providerId);
        return reason == null ? new DriftOutcome.InSync() : new DriftOutcome.Drifted(reason);
    }

    private void received(CloudCall call) {
        calls.add(call);
        onCall.accept(call);
    }

    private record Choice(InstanceType type, Offering offering) {}

    private @Nullable Choice choose(NodeClaim claim) {
        Requirements wanted = Requirements.of(claim.spec().requirements(), labels);
        var choices = new ArrayList<Choice>();
        for (InstanceType type : types) {
            boolean fits = wanted.compatible(type.requirements(), labels.wellKnown())
                    && claim.spec().requests().fitsIn(type.allocatable());
            if (fits) {
                for (Offering offering : type.offerings()) {
                    if (available(offering) && wanted.compatible(offering.requirements(), labels.wellKnown())) {
                        choices.add(new Choice(type, offering));
                    }
                }
            }
        }
        return choices.stream()
                .min(Comparator.<Choice, Boolean>comparing(
                                choice -> !choice.offering().reserved())
                        .thenComparingDouble(choice -> choice.offering().pricePerHour())
                        .thenComparing(choice -> choice.type().name())
                        .thenComparing(choice -> choice.offering().zone())
                        .thenComparing(choice -> choice.offering().capacityType()))
                .orElse(null);
    }

    private boolean available(Offering offering) {
        return offering.available()
                && (!offering.reserved()
                        || offering.reservationCapacity()
                                > takenFromReservation.getOrDefault(reservationOf(offering), 0));
    }

    private static String reservationOf(Offering offering) {
        return offering.requirements().values(FakeInstanceTypes.RESERVATION_ID) instanceof ValueSet.Only only
                ? only.values().first()
                : "";
    }

    private Instance machine(NodeClaim claim, Choice choice, Instant now) {
        var machineLabels = new TreeMap<String, String>();
        choice.type()
                .requirements()
                .and(choice.offering().requirements())
                .byKey()
                .forEach((key, requirement) -> {
                    if (requirement.values() instanceof ValueSet.Only only
                            && only.values().size() == 1) {
                        machineLabels.put(key, only.values().first());
                    }
                });
        return new Instance(
                "fake:///" + choice.offering().zone() + "/i-%04d".formatted(launched),
                "fake-image",
                claim.name(),
                now,
                false,
                machineLabels,
                new TreeMap<>(),
                choice.type().capacity(),
                choice.type().allocatable(choice.offering()));
    }

    private static Instance deleting(Instance machine) {
        return new Instance(
                machine.providerId(),
                machine.imageId(),
                machine.claimName(),
                machine.launched(),
                true,
                machine.labels(),
                machine.annotations(),
                machine.capacity(),
                machine.allocatable());
    }
}
