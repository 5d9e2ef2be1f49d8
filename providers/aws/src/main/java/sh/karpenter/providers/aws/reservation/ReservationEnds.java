package sh.karpenter.providers.aws.reservation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.label.AwsLabels;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;

/// Lets claims in a capacity block go before the block ends: EC2 begins to take its machines half an hour
/// before, and their pods need time to move.
public final class ReservationEnds implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration BEFORE_END = Duration.ofMinutes(40);

    private final Ec2Client ec2;
    private final NodeClaims claims;
    private final InstantSource clock;

    public ReservationEnds(Ec2Client ec2, NodeClaims claims, InstantSource clock) {
        this.ec2 = ec2;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public Requeue get() {
        Map<String, List<NodeClaim>> byReservation = new TreeMap<>();
        for (NodeClaim claim : claims.list()) {
            String id = Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.<String, String>of())
                    .getOrDefault(AwsLabels.RESERVATION_ID, "");
            if (!id.isEmpty() && claim.getMetadata().getDeletionTimestamp() == null) {
                byReservation.computeIfAbsent(id, _ -> new ArrayList<>()).add(claim);
            }
        }
        if (byReservation.isEmpty()) {
            return Requeue.after(INTERVAL);
        }
        try {
            boolean done = true;
            for (String id : ending(byReservation.keySet())) {
                for (NodeClaim claim : byReservation.getOrDefault(id, List.of())) {
                    done &= end(claim, id);
                }
            }
            return done ? Requeue.after(INTERVAL) : Requeue.backoff();
        } catch (SdkException broken) {
            LOG.atError()
                    .addKeyValue("error", AwsFailure.of(broken).text())
                    .log("cannot read the capacity reservations of nodeclaims");
            return Requeue.backoff();
        }
    }

    /// Those of the reservations that are capacity blocks near their end.
    private Set<String> ending(Set<String> ids) {
        Instant limit = clock.instant().plus(BEFORE_END);
        var ending = new HashSet<String>();
        for (CapacityReservation reservation : describe(ids)) {
            Instant end = reservation.endDate();
            if ("capacity-block".equals(reservation.reservationTypeAsString()) && end != null && !end.isAfter(limit)) {
                ending.add(reservation.capacityReservationId());
            }
        }
        return ending;
    }

    /// All at once; one by one when EC2 does not know one of them any more.
    private List<CapacityReservation> describe(Set<String> ids) {
        try {
            return ec2.describeCapacityReservations(request -> request.capacityReservationIds(ids))
                    .capacityReservations();
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).notFound()) {
                throw broken;
            }
            return ids.size() == 1
                    ? List.of()
                    : ids.stream().flatMap(id -> describe(Set.of(id)).stream()).toList();
        }
    }

    private boolean end(NodeClaim claim, String reservation) {
        boolean done = !(claims.delete(claim) instanceof DeleteOutcome.Refused);
        if (done) {
            var line = new HashMap<String, String>();
            line.put("name", claim.getMetadata().getName());
            LOG.atInfo()
                    .addKeyValue("NodeClaim", line)
                    .addKeyValue("capacity-reservation-id", reservation)
                    .log("initiating delete, its capacity block ends");
        }
        return done;
    }
}
