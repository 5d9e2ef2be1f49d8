package sh.karpenter.kube.client.lease;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.mapping.WireJson;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes part in the election of a leader.
///
/// 1. Whoever writes its name into the Lease leads; every write has the optimistic lock, so two cannot both
///    succeed.
/// 2. The leader renews every two seconds. When it could not for ten, it has lost: the process should end,
///    because work under way cannot be called back.
/// 3. Others take over when the Lease has not changed for fifteen seconds *by their own clock*.
/// 4. A leader that stops in good order gives the Lease back, so that the next one leads within two seconds.
///
/// Source: the protocol of client-go's leader election, so that processes of either kind can share a Lease.
public final class LeaderElector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ResourceApi<Lease> leases;
    private final ObjectKey key;
    private final String self;
    private final LeaseTimings timings;
    private final InstantSource clock;
    private final Listener listener;

    private @Nullable Lease known;
    private String fingerprint = "";
    private @Nullable Instant unchangedSince;
    private @Nullable Instant renewed;
    private volatile boolean leading;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /// Not taking part yet.
    ///
    /// @param api used for nothing but the lease, or not held back by a request rate
    /// @param key namespace and name of the Lease
    /// @param self who we are: different for every process, for example host name and a random part
    public LeaderElector(
            KubernetesApi api,
            ObjectKey key,
            String self,
            LeaseTimings timings,
            InstantSource clock,
            Listener listener) {
        this.leases = api.resource(ResourceType.of(Lease.class));
        this.key = key;
        this.self = self;
        this.timings = timings;
        this.clock = clock;
        this.listener = listener;
    }

    /// Takes part from now on, in a thread of its own.
    public synchronized void start() {
        thread = Thread.ofVirtual().name("leader-election").start(this::run);
    }

    /// Whether we lead, as far as we know.
    public boolean leading() {
        return leading;
    }

    private void run() {
        try {
            while (!stopping) {
                attempt();
                Thread.sleep(timings.retry());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks at the lease once and does what is to be done.
    synchronized void attempt() {
        boolean ours = false;
        try {
            LeaseView view = observe();
            ours = switch (view.next(self, timings, clock.instant())) {
                case LeaseStep.Create _ -> create();
                case LeaseStep.Renew _ -> write(false);
                case LeaseStep.TakeOver _ -> write(true);
                case LeaseStep.Follow _ -> false;
            };
        } catch (ApiServerException unreachable) {
            log.atDebug()
                    .addKeyValue("error", String.valueOf(unreachable.getMessage()))
                    .log("lease attempt failed");
            if (stillOurs()) {
                return;
            }
        }
        turn(ours);
    }

    private boolean stillOurs() {
        return leading && renewed != null && clock.instant().isBefore(renewed.plus(timings.renewWithin()));
    }

    private LeaseView observe() {
        Lease lease = leases.get(key);
        Instant now = clock.instant();
        known = lease;
        if (lease == null) {
            return new LeaseView(false, "", null);
        }
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        String seen = WireJson.write(spec);
        if (!seen.equals(fingerprint)) {
            fingerprint = seen;
            unchangedSince = now;
        }
        return new LeaseView(true, Objects.requireNonNullElse(spec.getHolderIdentity(), ""), unchangedSince);
    }

    private boolean create() {
        var lease = new Lease();
        lease.setMetadata(new ObjectMeta());
        lease.getMetadata().setNamespace(key.namespace());
        lease.getMetadata().setName(key.name());
        lease.setSpec(WireJson.read(spec(clock.instant(), true, 0), LeaseSpec.class));
        return accepted(() -> leases.create(lease));
    }

    private boolean write(boolean taking) {
        Lease lease = Objects.requireNonNull(known);
        return patch(lease, spec(clock.instant(), taking, transitions(lease) + (taking ? 1 : 0)));
    }

    private ObjectNode spec(Instant now, boolean taking, int transitions) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("holderIdentity", self);
        spec.put("leaseDurationSeconds", timings.lease().toSeconds());
        spec.put("renewTime", MICROS.format(now));
        spec.put("leaseTransitions", transitions);
        if (taking) {
            spec.put("acquireTime", MICROS.format(now));
        }
        return spec;
    }

    private boolean patch(Lease lease, ObjectNode spec) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("resourceVersion", lease.getMetadata().getResourceVersion());
        patch.set("spec", spec);
        return accepted(() -> leases.patch(key, "", ResourceApi.PatchFormat.MERGE, patch));
    }

    /// A conflict means that somebody else was first, which is an answer, not a failure.
    private boolean accepted(Supplier<Lease> request) {
        Instant asked = clock.instant();
        try {
            known = request.get();
            renewed = asked;
            return true;
        } catch (ApiServerException answer) {
            if (answer.kind() == ApiServerException.Kind.CONFLICT) {
                return false;
            }
            throw answer;
        }
    }

    private void turn(boolean lead) {
        if (lead == leading) {
            return;
        }
        leading = lead;
        if (lead) {
            log.atInfo()
                    .addKeyValue("lease", key.toString())
                    .addKeyValue("identity", self)
                    .log("became leader");
            listener.elected();
        } else {
            log.atError()
                    .addKeyValue("lease", key.toString())
                    .addKeyValue("identity", self)
                    .log("leader election lost");
            listener.lost();
        }
    }

    /// Stops taking part; a leader gives the lease back first. The listener is not told.
    @Override
    public void close() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        release();
    }

    private synchronized void release() {
        Lease lease = known;
        if (!leading || lease == null) {
            return;
        }
        leading = false;
        ObjectNode spec = spec(clock.instant(), false, transitions(lease));
        spec.put("holderIdentity", "");
        spec.put("leaseDurationSeconds", Duration.ofSeconds(1).toSeconds());
        try {
            patch(lease, spec);
        } catch (ApiServerException unreachable) {
            log.atDebug()
                    .addKeyValue("error", String.valueOf(unreachable.getMessage()))
                    .log("lease not given back");
        }
    }

    private static int transitions(Lease lease) {
        Integer transitions = lease.getSpec() == null ? null : lease.getSpec().getLeaseTransitions();
        return transitions == null ? 0 : transitions;
    }

    /// Told of our part in the election.
    public interface Listener {

        /// We lead. Must not block.
        void elected();

        /// We no longer lead, and another one may. The process should end at once.
        void lost();
    }
}
