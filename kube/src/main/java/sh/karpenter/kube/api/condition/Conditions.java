package sh.karpenter.kube.api.condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The conditions of one object, as a value. Every change gives a new value in which the root condition is
/// right again; a change that alters nothing gives an equal value, so `equals` tells whether the status must be
/// written.
///
/// 1. The root is True when all dependents are True at the object's generation. It is False when one of them is
/// False at that generation, else Unknown. A dependent that was observed at another generation does not count
/// as True.
/// 2. `lastTransitionTime` moves only when `status` changes. A dependent seen for the first time has been in
/// that status since the object was created.
/// 3. Conditions are kept in order of their transition, the root last.
/// 4. Once the object is being deleted, setting one condition marks all others as observed at the current
/// generation, because nothing will reconcile them any more.
///
/// @param set which conditions there are
/// @param subject the object they are about
/// @param list the conditions as stored
public record Conditions(ConditionSet set, ConditionSubject subject, List<Condition> list) {

    /// Makes the root and every dependent exist, so that whoever waits for one finds it.
    static Conditions initialized(
            ConditionSet set, ConditionSubject subject, @Nullable List<Condition> stored, Instant now) {
        List<Condition> list = new ArrayList<>(stored == null ? List.of() : stored);
        boolean rootIsNew = find(list, set.root()) == null;
        boolean dependentIsNew = false;
        for (String type : set.dependents()) {
            if (find(list, type) == null) {
                list.add(awaiting(type, subject));
                dependentIsNew = true;
            }
        }
        if (rootIsNew) {
            list.add(awaiting(set.root(), subject));
        }
        if (!rootIsNew && !dependentIsNew) {
            return new Conditions(set, subject, Collections.unmodifiableList(list));
        }
        Conditions result = new Conditions(set, subject, set.ordered(list));
        return rootIsNew ? result : result.withRoot(now);
    }

    /// The condition of that type, or null.
    public @Nullable Condition get(String type) {
        return find(list, type);
    }

    /// The root condition.
    public Condition root() {
        Condition root = get(set.root());
        return root == null ? awaiting(set.root(), subject) : root;
    }

    /// Whether the condition exists and is True, whatever generation it was observed at.
    public boolean isTrue(String type) {
        Condition condition = get(type);
        return condition != null && condition.status() == ConditionStatus.TRUE;
    }

    /// Whether the condition exists and is False, whatever generation it was observed at.
    public boolean isFalse(String type) {
        Condition condition = get(type);
        return condition != null && condition.status() == ConditionStatus.FALSE;
    }

    /// Sets a condition True, with its own type as the reason and no message.
    public Conditions withTrue(String type, Instant now) {
        return with(type, ConditionStatus.TRUE, type, "", now);
    }

    /// Sets a condition True for a reason.
    public Conditions withTrue(String type, String reason, String message, Instant now) {
        return with(type, ConditionStatus.TRUE, reason, message, now);
    }

    /// Sets a condition False for a reason.
    public Conditions withFalse(String type, String reason, String message, Instant now) {
        return with(type, ConditionStatus.FALSE, reason, message, now);
    }

    /// Sets a condition Unknown for a reason.
    public Conditions withUnknown(String type, String reason, String message, Instant now) {
        return with(type, ConditionStatus.UNKNOWN, reason, message, now);
    }

    /// Removes a condition on which the root does not depend. Without such a condition nothing changes.
    ///
    /// @throws IllegalArgumentException for the root and its dependents, which always exist
    public Conditions without(String type) {
        if (set.isNormal(type)) {
            throw new IllegalArgumentException("condition " + type + " is part of " + set.root()
                    + " and cannot be removed: set it to Unknown instead");
        }
        if (get(type) == null) {
            return this;
        }
        List<Condition> rest = list.stream()
                .filter(condition -> !condition.type().equals(type))
                .sorted(Comparator.comparing(Condition::type))
                .toList();
        return new Conditions(set, subject, rest);
    }

    private Conditions with(String type, ConditionStatus status, String reason, String message, Instant now) {
        Conditions changed = withoutRecomputing(type, status, reason, message, now);
        return changed.equals(this) || type.equals(set.root()) ? changed : changed.withRoot(now);
    }

    private Conditions withoutRecomputing(
            String type, ConditionStatus status, String reason, String message, Instant now) {
        Condition before = get(type);
        Instant transition = before == null
                ? (set.isNormal(type) ? subject.created() : now)
                : (before.status() == status ? before.lastTransitionTime() : now);
        Condition after = new Condition(type, status, reason, message, transition, subject.generation());
        if (after.equals(before)) {
            return this;
        }
        List<Condition> changed = new ArrayList<>();
        for (Condition other : list) {
            if (!other.type().equals(type)) {
                changed.add(subject.deleting() ? other.observedAt(subject.generation()) : other);
            }
        }
        changed.add(after);
        return new Conditions(set, subject, set.ordered(changed));
    }

    private Conditions withRoot(Instant now) {
        List<Condition> unhealthy = list.stream()
                .filter(condition -> set.dependents().contains(condition.type()))
                .filter(condition -> condition.status() != ConditionStatus.TRUE || !current(condition))
                .sorted(Comparator.comparing(Condition::lastTransitionTime).reversed())
                .toList();
        if (unhealthy.isEmpty()) {
            return withoutRecomputing(set.root(), ConditionStatus.TRUE, set.root(), "", now);
        }
        String message = unhealthy.stream()
                .map(condition -> condition.type() + "=" + condition.status().text())
                .collect(Collectors.joining(", "));
        boolean failed = unhealthy.stream()
                .anyMatch(condition -> condition.status() == ConditionStatus.FALSE && current(condition));
        return failed
                ? withoutRecomputing(
                        set.root(), ConditionStatus.FALSE, ConditionReasons.UNHEALTHY_DEPENDENTS, message, now)
                : withoutRecomputing(
                        set.root(), ConditionStatus.UNKNOWN, ConditionReasons.RECONCILING_DEPENDENTS, message, now);
    }

    private boolean current(Condition condition) {
        return condition.observed(subject.generation());
    }

    private static Condition awaiting(String type, ConditionSubject subject) {
        return new Condition(
                type,
                ConditionStatus.UNKNOWN,
                ConditionReasons.AWAITING_RECONCILIATION,
                "object is awaiting reconciliation",
                subject.created(),
                subject.generation());
    }

    private static @Nullable Condition find(List<Condition> list, String type) {
        for (Condition condition : list) {
            if (condition.type().equals(type)) {
                return condition;
            }
        }
        return null;
    }
}
