package sh.karpenter.providers.aws.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.Machine;
import software.amazon.awssdk.core.exception.SdkException;

/// Ends machines that no claim knows: what a process left that died in the midst of a launch, or somebody took the
/// claim away from. Quick at first, when such machines are likeliest.
public final class InstanceCollection implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceCollection.class);
    private static final Duration OLD_ENOUGH = Duration.ofSeconds(30);
    private static final Duration AT_FIRST = Duration.ofSeconds(10);
    private static final Duration LATER = Duration.ofMinutes(2);
    private static final int QUICK_PASSES = 20;

    private final Instances instances;
    private final NodeClaims claims;
    private final Nodes nodes;
    private final InstantSource clock;
    private int passes;

    public InstanceCollection(Instances instances, NodeClaims claims, Nodes nodes, InstantSource clock) {
        this.instances = instances;
        this.claims = claims;
        this.nodes = nodes;
        this.clock = clock;
    }

    @Override
    public Requeue get() {
        if (!claims.synced()) {
            return Requeue.after(AT_FIRST);
        }
        try {
            List<Machine> machines = instances.list(); // before the claims: a claim made since knows its machine
            for (Machine machine : abandoned(machines, claims.list(), clock.instant())) {
                LOG.atInfo()
                        .addKeyValue("instance", machine.id())
                        .addKeyValue("NodeClaim", machine.claim())
                        .log("garbage collecting instance with no NodeClaim");
                instances.terminate(machine);
                nodes.byProviderId(machine.providerId().toString()).forEach(nodes::delete);
            }
        } catch (SdkException broken) {
            LOG.atError().addKeyValue("error", AwsFailure.of(broken).text()).log("cannot collect abandoned instances");
            return Requeue.backoff();
        }
        passes++;
        return Requeue.after(passes < QUICK_PASSES ? AT_FIRST : LATER);
    }

    /// The machines that no claim knows or is about to know.
    static List<Machine> abandoned(List<Machine> machines, List<NodeClaim> claims, Instant now) {
        Set<String> known = new HashSet<>();
        Set<String> launching = new HashSet<>();
        for (NodeClaim claim : claims) {
            String id = claim.statusOrEmpty().providerID();
            if (id == null || id.isEmpty()) {
                launching.add(claim.getMetadata().getName());
            } else {
                known.add(id);
            }
        }
        var result = new ArrayList<Machine>();
        for (Machine machine : machines) {
            Instant launched = machine.launched();
            boolean old = launched != null && launched.plus(OLD_ENOUGH).isBefore(now);
            if (old
                    && !machine.ending()
                    && !known.contains(machine.providerId().toString())
                    && !launching.contains(machine.claim())) {
                result.add(machine);
            }
        }
        return result;
    }
}
