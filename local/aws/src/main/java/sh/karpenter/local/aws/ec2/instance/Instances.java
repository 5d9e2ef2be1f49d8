package sh.karpenter.local.aws.ec2.instance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.ec2.capacity.CapacityPool;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.time.Timer;
import sh.karpenter.local.aws.wire.AwsFault;

/// All instances of the account.
///
/// An instance lives like this:
///
/// 1. launched: `pending` until the start delay is over, then `running`; the listeners hear of it;
/// 2. after the boot delay the listeners are told that it could join its cluster;
/// 3. a termination makes it `shutting-down` and, after the shutdown delay, `terminated`: its addresses are free
///    again;
/// 4. for a while a terminated instance can still be described, then it is unknown.
///
/// Not safe for use by several threads: the caller holds the account's lock. Timed steps take it themselves.
public final class Instances {
    private final Clock clock;
    private final Timer timer;
    private final AccountLock lock;
    private final InstanceDelays delays;
    private final Tags tags;
    private final SortedMap<String, Instance> byId = new TreeMap<>();
    private final List<InstanceListener> listeners = new CopyOnWriteArrayList<>();

    public Instances(Clock clock, Timer timer, AccountLock lock, InstanceDelays delays, Tags tags) {
        this.clock = clock;
        this.timer = timer;
        this.lock = lock;
        this.delays = delays;
        this.tags = tags;
    }

    /// Tells the listener of every later change.
    public void listen(InstanceListener listener) {
        listeners.add(listener);
    }

    /// Everything that Describe actions know at this moment, by id.
    public List<Instance> visible() {
        forgetOld();
        var now = clock.instant();
        var visible = new ArrayList<Instance>();
        for (var instance : byId.values()) {
            if (!now.isBefore(instance.launchedAt().plus(delays.describeLag()))) {
                visible.add(instance);
            }
        }
        return visible;
    }

    /// The instance of this id, whether it can be described yet or not; null when there is none.
    public @Nullable Instance find(String id) {
        return byId.get(id);
    }

    /// The instance of this id.
    ///
    /// @throws AwsFault `InvalidInstanceID.NotFound` or `InvalidInstanceID.Malformed`
    public Instance get(String id) {
        if (!id.matches("i-[0-9a-f]{8,17}")) {
            throw AwsFault.client("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
        }
        var found = byId.get(id);
        if (found == null) {
            throw AwsFault.client("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
        }
        return found;
    }

    /// The state of an instance now.
    public InstanceState state(Instance instance) {
        return instance.state(clock.instant(), delays);
    }

    /// The instances whose machines exist, the ones being shut down included.
    public List<Instance> existing() {
        return byId.values().stream()
                .filter(instance -> state(instance).exists())
                .toList();
    }

    /// The pools in use, one entry per instance.
    public List<CapacityPool> poolsInUse() {
        return existing().stream().map(Instance::pool).toList();
    }

    /// How many instances use a capacity reservation.
    public int using(String capacityReservationId) {
        return (int) existing().stream()
                .filter(instance ->
                        capacityReservationId.equals(instance.purchase().capacityReservationId()))
                .count();
    }

    /// Adds a launched instance and lets it live.
    void add(Instance instance) {
        byId.put(instance.id(), instance);
        enter(instance.id(), InstanceState.PENDING);
        timer.after(delays.start(), () -> tell(instance.id(), false, now -> enterIfAlive(now, InstanceState.RUNNING)));
        timer.after(
                delays.boot(),
                () -> tell(instance.id(), true, now -> listeners.forEach(listener -> listener.booted(now))));
    }

    /// Shuts an instance down; once is enough.
    public Instance terminate(String id, String code, String message) {
        var instance = get(id);
        if (instance.ending() != null) {
            return instance;
        }
        var ended = instance.ended(new Instance.Ending(clock.instant(), code, message));
        byId.put(id, ended);
        enter(id, InstanceState.SHUTTING_DOWN);
        timer.after(delays.shutdown(), () -> {
            lock.run(() -> release(ended));
            listeners.forEach(listener -> listener.entered(ended, InstanceState.TERMINATED));
        });
        return ended;
    }

    /// Reboots an instance.
    public void reboot(String id) {
        var rebooted = get(id).rebooted();
        byId.put(id, rebooted);
        timer.after(delays.start(), () -> tell(id, true, now -> listeners.forEach(one -> one.rebooted(now))));
    }

    /// Turns the instances of a capacity reservation that is no more into plain on-demand ones.
    public void leaveReservation(String capacityReservationId) {
        byId.replaceAll((id, instance) ->
                capacityReservationId.equals(instance.purchase().capacityReservationId())
                        ? instance.withoutCapacityReservation()
                        : instance);
    }

    private void enter(String id, InstanceState state) {
        timer.after(Duration.ZERO, () -> tell(id, false, now -> listeners.forEach(one -> one.entered(now, state))));
    }

    private void enterIfAlive(Instance instance, InstanceState state) {
        if (instance.ending() == null) {
            listeners.forEach(listener -> listener.entered(instance, state));
        }
    }

    /// Looks the instance up under the lock and tells about it without.
    private void tell(String id, boolean onlyAlive, Consumer<Instance> how) {
        var instance = lock.call(() -> Optional.ofNullable(byId.get(id)));
        instance.filter(now -> !onlyAlive || now.ending() == null).ifPresent(how);
    }

    private void release(Instance instance) {
        for (var one : instance.interfaces()) {
            var subnet = instance.location().subnet();
            if (one.address() != null) {
                subnet.giveBack(one.address());
            }
            one.prefixAddresses().forEach(subnet::giveBack);
        }
    }

    private void forgetOld() {
        Instant now = clock.instant();
        byId.values().removeIf(instance -> {
            var ending = instance.ending();
            boolean old = ending != null
                    && now.isAfter(ending.requestedAt().plus(delays.shutdown()).plus(delays.remembered()));
            if (old) {
                tags.forget(instance.id());
            }
            return old;
        });
    }
}
