package sh.karpenter.core.scheduling.check;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.AttachedVolumes;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// A node attaches only so many volumes of a driver. What its CSINode says counts first, then the limit of its
/// instance type; without either there is no bound. Of a new node, the types that attach too few are left out.
final class VolumeLimitCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        AttachedVolumes wanted = attempt.variant().volumes();
        return wanted.claims().isEmpty()
                        || exceeded(attempt, node, node.volumes().and(wanted)) == null
                ? Verdict.FITS
                : Verdict.NEVER;
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        AttachedVolumes wanted = attempt.variant().volumes();
        if (wanted.claims().isEmpty()) {
            return Verdict.FITS;
        }
        long[] rows = attachable(node, node.volumes().and(wanted));
        attempt.attachable(rows);
        return Bits.isEmpty(rows) ? Verdict.NEVER : Verdict.FITS;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        AttachedVolumes needed = attempt.node().volumes().and(attempt.variant().volumes());
        return switch (attempt.node()) {
            case ExistingNode node -> Objects.requireNonNull(exceeded(attempt, node, needed));
            case NewNode node -> greatest(node, needed);
        };
    }

    private static Rejection.@Nullable VolumeLimitExceeded exceeded(
            Attempt attempt, ExistingNode existing, AttachedVolumes needed) {
        ClusterNode node = existing.node();
        for (var entry : needed.claims().entrySet()) {
            String driver = entry.getKey();
            OptionalInt limit = limit(attempt, node, driver);
            if (limit.isPresent() && entry.getValue().size() > limit.getAsInt()) {
                return new Rejection.VolumeLimitExceeded(
                        driver, entry.getValue().size(), limit.getAsInt(), false);
            }
        }
        return null;
    }

    private static OptionalInt limit(Attempt attempt, ClusterNode node, String driver) {
        SequencedMap<String, OptionalInt> reported =
                node.node() == null ? null : node.node().csiLimits();
        OptionalInt ofNode = reported == null ? null : reported.get(driver);
        if (ofNode != null) {
            return ofNode;
        }
        InstanceType type = attempt.cluster().typeOf(node);
        Integer ofType = type == null ? null : type.volumeLimits().get(driver);
        return ofType == null ? OptionalInt.empty() : OptionalInt.of(ofType);
    }

    private static long[] attachable(NewNode node, AttachedVolumes needed) {
        InstanceTypeTable table = node.pool().table();
        long[] result = new long[table.words()];
        for (int row = Bits.next(node.rows(), 0); row >= 0; row = Bits.next(node.rows(), row + 1)) {
            InstanceType type = table.types().get(table.typeOfRow(row));
            boolean enough = true;
            for (var entry : needed.claims().entrySet()) {
                Integer limit = type.volumeLimits().get(entry.getKey());
                enough = enough && (limit == null || entry.getValue().size() <= limit);
            }
            if (enough) {
                Bits.add(result, row);
            }
        }
        return result;
    }

    private static Rejection greatest(NewNode node, AttachedVolumes needed) {
        InstanceTypeTable table = node.pool().table();
        Rejection.VolumeLimitExceeded worst = null;
        for (var entry : needed.claims().entrySet()) {
            int greatest = 0;
            boolean everyType = true;
            for (int row = Bits.next(node.rows(), 0); row >= 0; row = Bits.next(node.rows(), row + 1)) {
                Integer limit =
                        table.types().get(table.typeOfRow(row)).volumeLimits().get(entry.getKey());
                everyType = everyType && limit != null && entry.getValue().size() > limit;
                greatest = limit == null ? greatest : Math.max(greatest, limit);
            }
            if (everyType || worst == null) {
                worst = new Rejection.VolumeLimitExceeded(
                        entry.getKey(), entry.getValue().size(), greatest, true);
            }
        }
        return Objects.requireNonNull(worst);
    }
}
