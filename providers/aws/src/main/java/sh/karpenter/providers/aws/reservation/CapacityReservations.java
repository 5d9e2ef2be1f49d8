package sh.karpenter.providers.aws.reservation;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.aws.CapacityReservationSelectorTerm;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;

/// Finds the capacity reservations that a node class selects, and takes note of how much room they have.
public final class CapacityReservations {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    /// EC2 begins to take machines out of a capacity block half an hour before its end; ours go before.
    private static final Duration EXPIRING = Duration.ofMinutes(40);
    private static final int PAGE = 1000;

    private final Ec2Client ec2;
    private final ReservationCounts counts;
    private final InstantSource clock;
    private final Cache<DescribeCapacityReservationsRequest, List<CapacityReservation>> found;

    public CapacityReservations(Ec2Client ec2, ReservationCounts counts, InstantSource clock) {
        this.ec2 = ec2;
        this.counts = counts;
        this.clock = clock;
        this.found = Caches.expiring(REMEMBERED, clock);
    }

    /// The reservations of a class that can be used, in order of id.
    ///
    /// @throws SdkException when EC2 does not answer
    public List<ResolvedCapacityReservation> find(NodeClass nodeClass) {
        List<CapacityReservationSelectorTerm> terms = nodeClass.spec().capacityReservationSelectorTerms();
        var byId = new TreeMap<String, ResolvedCapacityReservation>();
        for (DescribeCapacityReservationsRequest request : requests(terms == null ? List.of() : terms)) {
            for (CapacityReservation reservation : found.get(request, this::ask)) {
                ResolvedCapacityReservation resolved = resolve(reservation);
                if (resolved != null) {
                    byId.put(resolved.id(), resolved);
                }
            }
        }
        return List.copyOf(byId.values());
    }

    private static List<DescribeCapacityReservationsRequest> requests(List<CapacityReservationSelectorTerm> terms) {
        var requests = new ArrayList<DescribeCapacityReservationsRequest>();
        Filter active = TagFilters.filter("state", List.of("active"));
        for (CapacityReservationSelectorTerm term : terms) {
            if (term.id() != null) {
                requests.add(DescribeCapacityReservationsRequest.builder()
                        .capacityReservationIds(term.id())
                        .filters(active)
                        .build());
            }
            if (term.tags() != null || term.instanceMatchCriteria() != null) {
                var filters = new ArrayList<>(List.of(active));
                if (term.ownerID() != null) {
                    filters.add(TagFilters.filter("owner-id", List.of(term.ownerID())));
                }
                filters.addAll(TagFilters.of(term.tags()));
                if (term.instanceMatchCriteria() != null) {
                    filters.add(TagFilters.filter("instance-match-criteria", List.of(term.instanceMatchCriteria())));
                }
                requests.add(DescribeCapacityReservationsRequest.builder()
                        .filters(filters)
                        .maxResults(PAGE)
                        .build());
            }
        }
        return requests;
    }

    private List<CapacityReservation> ask(DescribeCapacityReservationsRequest request) {
        var result = new ArrayList<CapacityReservation>();
        try {
            ec2.describeCapacityReservationsPaginator(request)
                    .capacityReservations()
                    .forEach(result::add);
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).notFound()) {
                throw broken;
            }
        }
        for (CapacityReservation reservation : result) {
            Integer available = reservation.availableInstanceCount();
            counts.synced(reservation.capacityReservationId(), available == null ? 0 : available);
        }
        return result;
    }

    /// Our view of a reservation, null when it is over or of a kind that is not known.
    private @Nullable ResolvedCapacityReservation resolve(CapacityReservation reservation) {
        Instant now = clock.instant();
        Instant end = reservation.endDate();
        if (end != null && !end.isAfter(now)) {
            return null;
        }
        String criteria = reservation.instanceMatchCriteriaAsString();
        String type = reservation.reservationTypeAsString();
        String kind = type == null || type.isEmpty() ? "default" : type;
        boolean known = List.of("open", "targeted").contains(String.valueOf(criteria))
                && List.of("default", "capacity-block").contains(kind);
        if (!known) {
            LOG.atWarn()
                    .addKeyValue("capacity-reservation", reservation.capacityReservationId())
                    .addKeyValue("type", kind)
                    .log("left out a capacity reservation of an unknown kind");
            return null;
        }
        boolean expiring = kind.equals("capacity-block") && end != null && !end.isAfter(now.plus(EXPIRING));
        return new ResolvedCapacityReservation(
                reservation.availabilityZone(),
                end,
                reservation.capacityReservationId(),
                criteria,
                reservation.instanceType(),
                reservation.ownerId(),
                kind,
                Boolean.TRUE.equals(reservation.interruptible()),
                expiring ? "expiring" : "active");
    }
}
