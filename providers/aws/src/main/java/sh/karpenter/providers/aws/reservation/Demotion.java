package sh.karpenter.providers.aws.reservation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import software.amazon.awssdk.core.exception.SdkException;

/// Labels machines on-demand whose capacity reservation has ended: they run on and cost money from then on, so that
/// consolidation should see them as what they are.
public final class Demotion implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final NodeClaims claims;
    private final Nodes nodes;
    private final Instances instances;

    public Demotion(NodeClaims claims, Nodes nodes, Instances instances) {
        this.claims = claims;
        this.nodes = nodes;
        this.instances = instances;
    }

    @Override
    public Requeue get() {
        try {
            boolean done = true;
            if (claims.list().stream().anyMatch(Demotion::labelledReserved)) {
                Map<String, Machine> machines = new HashMap<>();
                instances.list().forEach(machine -> machines.put(machine.id(), machine));
                for (NodeClaim claim : claims.list()) {
                    Machine machine = labelledReserved(claim) ? machines.get(instanceId(claim)) : null;
                    if (machine != null && machine.capacityType().equals(LabelKeys.ON_DEMAND)) {
                        done &= demote(claim);
                    }
                }
            }
            return done ? Requeue.after(INTERVAL) : Requeue.backoff();
        } catch (SdkException broken) {
            LOG.atError()
                    .addKeyValue("error", AwsFailure.of(broken).text())
                    .log("cannot read the machines of capacity reservations");
            return Requeue.backoff();
        }
    }

    /// The node first: while the claim still says reserved, this is found again.
    private boolean demote(NodeClaim claim) {
        boolean done = true;
        for (Node node : nodes.byProviderId(String.valueOf(claim.statusOrEmpty().providerID()))) {
            if ("true".equals(labels(node).get(LabelKeys.REGISTERED))) {
                done &= written(nodes.patch(node, Demotion::demoted));
            }
        }
        if (!done || !written(claims.patch(claim, Demotion::demoted))) {
            return false;
        }
        LOG.atInfo()
                .addKeyValue("NodeClaim", Map.of("name", claim.getMetadata().getName()))
                .addKeyValue("provider-id", String.valueOf(claim.statusOrEmpty().providerID()))
                .log("updated capacity type of nodeclaim to on-demand, its reservation has ended");
        return true;
    }

    private static <T> boolean written(WriteOutcome<T> outcome) {
        return outcome.current() != null || outcome instanceof WriteOutcome.Gone<T>;
    }

    private static <T extends HasMetadata> T demoted(T object) {
        var labels = new HashMap<>(labels(object));
        labels.put(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND);
        AwsLabels.RESERVATION_LABELS.forEach(labels::remove);
        object.getMetadata().setLabels(labels);
        return object;
    }

    private static boolean labelledReserved(NodeClaim claim) {
        return claim.getMetadata().getDeletionTimestamp() == null
                && LabelKeys.RESERVED.equals(labels(claim).get(LabelKeys.CAPACITY_TYPE))
                && !instanceId(claim).isEmpty();
    }

    private static String instanceId(NodeClaim claim) {
        String text = claim.statusOrEmpty().providerID();
        ProviderId id = text == null ? null : ProviderId.parse(text);
        return id == null ? "" : id.instanceId();
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.<String, String>of());
    }
}
