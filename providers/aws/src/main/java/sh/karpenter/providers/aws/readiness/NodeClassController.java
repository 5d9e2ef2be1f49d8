package sh.karpenter.providers.aws.readiness;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.client.store.WritableStore;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.provider.EventSink;
import sh.karpenter.providers.aws.ami.Amis;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instanceprofile.InstanceProfiles;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.placementgroup.PlacementGroups;
import sh.karpenter.providers.aws.reservation.CapacityReservations;
import sh.karpenter.providers.aws.securitygroup.SecurityGroups;
import sh.karpenter.providers.aws.subnet.Subnets;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Keeps the status of node classes right: looks up what they select, tries whether a launch would be allowed, and
/// clears away what was made for a class before the class goes.
public final class NodeClassController implements Reconciler<ObjectKey> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration WAIT_FOR_CLAIMS = Duration.ofMinutes(10);
    private static final int CLAIMS_NAMED = 5;

    private final WritableStore<EC2NodeClass> classes;
    private final Store<NodeClaim> claims;
    private final Store<NodePool> pools;
    private final Sources sources;
    private final Validation validation;
    private final LaunchTemplates templates;
    private final boolean isolated;
    private final EventSink events;
    private final InstantSource clock;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /// Where things are looked up.
    ///
    /// @param amis images
    /// @param subnets subnets
    /// @param groups security groups
    /// @param reservations capacity reservations; null with the feature gate ReservedCapacity off
    /// @param placementGroups placement groups
    /// @param profiles instance profiles
    public record Sources(
            Amis amis,
            Subnets subnets,
            SecurityGroups groups,
            @Nullable CapacityReservations reservations,
            PlacementGroups placementGroups,
            InstanceProfiles profiles) {}

    /// How launches are tried.
    ///
    /// @param ec2 a client that does not retry
    /// @param types instance types
    /// @param templates launch templates
    /// @param cluster the cluster
    /// @param serviceRange addresses of the cluster's services, asked for when an image needs them
    /// @param dryRuns whether launches are tried at all
    public record Trial(
            Ec2Client ec2,
            InstanceTypes types,
            LaunchTemplates templates,
            ClusterIdentity cluster,
            Supplier<@Nullable String> serviceRange,
            boolean dryRuns) {}

    /// @param isolated whether IAM cannot be reached, so that profiles are not cleared away
    public NodeClassController(
            WritableStore<EC2NodeClass> classes,
            Store<NodeClaim> claims,
            Store<NodePool> pools,
            Sources sources,
            Trial trial,
            boolean isolated,
            EventSink events,
            InstantSource clock) {
        this.classes = classes;
        this.claims = claims;
        this.pools = pools;
        this.sources = sources;
        this.templates = trial.templates();
        this.validation = new Validation(
                trial.types(),
                trial.serviceRange(),
                trial.dryRuns() ? new DryRun(trial.ec2(), trial.templates(), trial.cluster()) : null,
                clock);
        this.isolated = isolated;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        EC2NodeClass object = classes.find(key);
        if (object == null) {
            return Requeue.none();
        }
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return finish(object);
        }
        if (!object.getMetadata().getFinalizers().contains(AwsNames.TERMINATION_FINALIZER)) {
            object = classes.patch(object, copy -> {
                        copy.addFinalizer(AwsNames.TERMINATION_FINALIZER);
                        return copy;
                    })
                    .current();
            if (object == null) {
                return Requeue.backoff();
            }
        }
        return lookUp(object);
    }

    private Requeue lookUp(EC2NodeClass object) {
        NodeClass nodeClass = NodeClass.of(object);
        tellIgnoredFields(object, nodeClass);
        CapacityReservations reservations = sources.reservations();
        var lookups = new Readiness.Lookups(
                Seen.look(() -> sources.amis().find(nodeClass)),
                Seen.look(() -> sources.subnets().find(nodeClass)),
                Seen.look(() -> sources.groups().find(nodeClass)),
                reservations == null ? null : Seen.look(() -> reservations.find(nodeClass)),
                Seen.look(() -> placementGroup(nodeClass)),
                Seen.look(() -> sources.profiles().ensure(nodeClass)));
        ConditionSubject subject = ConditionSubject.of(object);
        EC2NodeClassStatus looked =
                Readiness.looked(subject, object.getSpec(), object.statusOrEmpty(), lookups, clock.instant());
        Verdict verdict = validation.check(resolved(nodeClass.with(looked)), poolsOf(nodeClass));
        EC2NodeClassStatus status =
                Readiness.validated(subject, looked, verdict, reservations != null, clock.instant());
        WriteOutcome<EC2NodeClass> written = classes.patchStatus(object, copy -> {
            copy.setStatus(status);
            return copy;
        });
        if (written.current() == null) {
            return Requeue.backoff();
        }
        var failures = new ArrayList<>(lookups.failures());
        if (verdict instanceof Verdict.NoAnswer(var failure)) {
            failures.add(failure);
        }
        if (failures.isEmpty()) {
            return Requeue.after(Readiness.lookAgain());
        }
        LOG.atError()
                .addKeyValue(
                        "errors",
                        failures.stream().map(AwsFailure::text).distinct().toList())
                .log("cannot look up what the node class selects");
        return Requeue.backoff();
    }

    /// Once for each state of the spec.
    private void tellIgnoredFields(EC2NodeClass object, NodeClass nodeClass) {
        Long before = told.put(nodeClass.name(), nodeClass.generation());
        if (before == null || before != nodeClass.generation()) {
            IgnoredFields.of(nodeClass.spec())
                    .forEach(text -> events.publish(
                            EventSink.About.of(object), EventSink.Severity.WARNING, "SelectorFieldIgnored", text));
        }
    }

    private Optional<PlacementGroup> placementGroup(NodeClass nodeClass) {
        var selector = nodeClass.spec().placementGroupSelector();
        return selector == null ? Optional.empty() : sources.placementGroups().find(selector);
    }

    private NodeClass resolved(NodeClass nodeClass) {
        return nodeClass.with(
                sources.placementGroups().lastKnown(nodeClass.spec().placementGroupSelector()));
    }

    private List<NodePool> poolsOf(NodeClass nodeClass) {
        return pools.list().stream()
                .filter(pool -> refersTo(pool.getSpec().template().spec().nodeClassRef(), nodeClass.name()))
                .toList();
    }

    private static boolean refersTo(NodeClassReference reference, String nodeClass) {
        return reference.group().equals(AwsNames.GROUP)
                && reference.kind().equals("EC2NodeClass")
                && reference.name().equals(nodeClass);
    }

    private Requeue finish(EC2NodeClass object) {
        if (!object.getMetadata().getFinalizers().contains(AwsNames.TERMINATION_FINALIZER)) {
            return Requeue.none();
        }
        String name = object.getMetadata().getName();
        List<String> users = claims.list().stream()
                .filter(claim -> refersTo(claim.getSpec().nodeClassRef(), name))
                .map(claim -> claim.getMetadata().getName())
                .toList();
        if (!users.isEmpty()) {
            events.publish(
                    EventSink.About.of(object),
                    EventSink.Severity.NORMAL,
                    "WaitingOnNodeClaimTermination",
                    "Waiting on NodeClaim termination for " + shortened(users));
            return Requeue.after(WAIT_FOR_CLAIMS);
        }
        try {
            if (!isolated) {
                sources.profiles().deleteAll(NodeClass.of(object));
            }
            templates.deleteAll(name);
        } catch (SdkException broken) {
            LOG.atError()
                    .addKeyValue("error", AwsFailure.of(broken).text())
                    .log("cannot clear away what was made for the node class");
            return Requeue.backoff();
        }
        validation.forget(name);
        told.remove(name);
        return switch (classes.patch(object, copy -> {
            copy.removeFinalizer(AwsNames.TERMINATION_FINALIZER);
            return copy;
        })) {
            case WriteOutcome.Written<EC2NodeClass> _,
                    WriteOutcome.Unchanged<EC2NodeClass> _,
                    WriteOutcome.Gone<EC2NodeClass> _ -> Requeue.none();
            case WriteOutcome.Conflict<EC2NodeClass> _, WriteOutcome.Refused<EC2NodeClass> _ -> Requeue.backoff();
        };
    }

    private static String shortened(List<String> names) {
        String shown = names.stream().limit(CLAIMS_NAMED).collect(Collectors.joining(", "));
        return names.size() <= CLAIMS_NAMED ? shown : shown + " and " + (names.size() - CLAIMS_NAMED) + " other(s)";
    }
}
