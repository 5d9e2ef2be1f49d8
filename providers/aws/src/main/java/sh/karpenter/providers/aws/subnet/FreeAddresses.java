package sh.karpenter.providers.aws.subnet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToLongFunction;
import sh.karpenter.kube.api.aws.ResolvedSubnet;

/// How many addresses each subnet has left: what EC2 said last, less what launches since will have taken.
///
/// A launch reserves the addresses that the machine's pods will need in every subnet it may land in; once the
/// machine is there, the subnets that it did not land in get theirs back.
public final class FreeAddresses {
    private final InstantSource clock;
    private final Duration remembered;
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, Long> left = new HashMap<>();

    /// @param remembered how long an answer of EC2 counts
    public FreeAddresses(Duration remembered, InstantSource clock) {
        this.remembered = remembered;
        this.clock = clock;
    }

    /// EC2 says how many a subnet has. What was reserved before is in that number.
    synchronized void told(Subnet subnet) {
        told.put(subnet.id(), new Told(subnet.freeAddresses(), clock.instant()));
        left.remove(subnet.id());
    }

    /// EC2 refused a launch because the subnet has none left.
    public synchronized void exhausted(String subnetId) {
        told.put(subnetId, new Told(0, clock.instant()));
        left.remove(subnetId);
    }

    /// Chooses per zone the subnet with most addresses left (the first of equals) and reserves the launch's need.
    ///
    /// @param subnets the subnets of the class
    /// @param need addresses that the machine will take at most, per zone
    /// @return what was chosen and reserved, by zone
    public synchronized Reservation reserve(List<ResolvedSubnet> subnets, ToLongFunction<String> need) {
        var best = new LinkedHashMap<String, ResolvedSubnet>();
        for (ResolvedSubnet subnet : subnets) {
            ResolvedSubnet chosen = best.get(subnet.zone());
            if (chosen == null || left(subnet.id()) > left(chosen.id())) {
                best.put(subnet.zone(), subnet);
            }
        }
        var reserved = new LinkedHashMap<String, Reserved>();
        best.forEach((zone, subnet) -> {
            long addresses = need.applyAsLong(zone);
            long before = left(subnet.id());
            left.put(subnet.id(), before - addresses);
            reserved.put(zone, new Reserved(subnet.id(), addresses, remembered(subnet.id())));
        });
        return new Reservation(reserved);
    }

    /// Gives back what was reserved in subnets that no machine landed in. A number that EC2 told since stands.
    public synchronized void release(Reservation reservation, Set<String> used) {
        for (Reserved reserved : reservation.byZone().values()) {
            Long now = left.get(reserved.subnet());
            if (!used.contains(reserved.subnet())
                    && now != null
                    && remembered(reserved.subnet()) == reserved.toldThen()) {
                left.put(reserved.subnet(), now + reserved.addresses());
            }
        }
    }

    private long left(String subnetId) {
        Long inFlight = left.get(subnetId);
        return inFlight == null ? remembered(subnetId) : inFlight;
    }

    private int remembered(String subnetId) {
        Told last = told.get(subnetId);
        return last == null || last.at().plus(remembered).isBefore(clock.instant()) ? 0 : last.addresses();
    }

    private record Told(int addresses, Instant at) {}

    /// What one launch reserved.
    ///
    /// @param byZone the chosen subnet and its share, by zone
    public record Reservation(SequencedMap<String, Reserved> byZone) {}

    /// The share of one subnet.
    ///
    /// @param subnet its id
    /// @param addresses how many were reserved
    /// @param toldThen how many EC2 had said it has
    public record Reserved(String subnet, long addresses, int toldThen) {}
}
