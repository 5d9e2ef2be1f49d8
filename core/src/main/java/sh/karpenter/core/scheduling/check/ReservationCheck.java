package sh.karpenter.core.scheduling.check;

import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.Rejection.Shortfall;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.ReservationBook;

/// A new node that could use reserved capacity reserves a unit of every reservation that it may still use. When
/// reservations exist but all units are held by other nodes of the batch, the pod waits for the next solve
/// instead of paying for capacity that may turn out not to be needed.
final class ReservationCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        if (attempt.reservationBook().isEmpty()) {
            return Verdict.FITS;
        }
        var reservable = new TreeSet<String>();
        Shortfall shortfall = shortfall(attempt, reservable);
        attempt.reservations(reservable);
        if (shortfall == null) {
            return Verdict.FITS;
        }
        if (shortfall != Shortfall.FULL_HERE) {
            attempt.waitForReservation();
        }
        return Verdict.NOT_NOW;
    }

    private static @Nullable Shortfall shortfall(Attempt attempt, SortedSet<String> reservable) {
        var node = (NewNode) attempt.node();
        InstanceTypeTable table = node.pool().table();
        ReservationBook book = attempt.reservationBook();
        String key = Objects.requireNonNull(attempt.cluster().problem().labels().reservationId());
        boolean withCapacity = false;
        boolean full = false;
        boolean alternative = false;
        int last = -1;
        for (int row = Bits.next(attempt.rows(), 0); row >= 0; row = Bits.next(attempt.rows(), row + 1)) {
            int type = table.typeOfRow(row);
            if (type == last) {
                continue;
            }
            last = type;
            List<Offering> offerings = table.types().get(type).offerings();
            for (int o = 0; o < offerings.size(); o++) {
                Offering offering = offerings.get(o);
                if (!offering.available() || !table.compatible(attempt.requirements(), type, o)) {
                    continue;
                }
                if (!offering.reserved()) {
                    alternative = true;
                } else if (offering.reservationCapacity() == 0) {
                    full = true;
                } else {
                    withCapacity = true;
                    String id = ReservationBook.id(offering, key);
                    if (node.reservations().contains(id) || book.left(id) > 0) {
                        reservable.add(id);
                    }
                }
            }
        }
        boolean strict = attempt.cluster().problem().options().reservations() == SchedulingOptions.Reservations.STRICT;
        if (withCapacity && reservable.isEmpty()) {
            return strict ? Shortfall.HELD_BY_OTHERS : null;
        }
        if (full && !withCapacity && !alternative) {
            return strict ? Shortfall.ALL_FULL : Shortfall.FULL_HERE;
        }
        boolean loses = !node.reservations().isEmpty() && reservable.isEmpty();
        return loses && strict ? Shortfall.WOULD_LOSE : null;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        return new Rejection.ReservationShort(Objects.requireNonNull(shortfall(attempt, new TreeSet<>())));
    }
}
