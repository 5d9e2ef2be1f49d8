package sh.karpenter.kube.api.condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which conditions an object of some kind always has: a root that sums up, and the dependents that it sums up.
/// Any other condition is independent of the root.
///
/// ```java
/// var conditions = KarpenterConditions.NODE_POOL.of(ConditionSubject.of(pool),
/// pool.statusOrEmpty().conditions(), now) .withTrue("ValidationSucceeded", now) .withFalse("NodeClassReady",
/// "NodeClassNotFound", "NodeClass not found", now);
/// ```
///
/// @param root the condition that sums up, usually `Ready`
/// @param dependents what it sums up
public record ConditionSet(String root, List<String> dependents) {

    /// A set with the root `Ready`.
    public static ConditionSet ready(String... dependents) {
        return new ConditionSet(ConditionTypes.READY, List.of(dependents));
    }

    /// The conditions of one object. Root and dependents that are missing are added as Unknown.
    ///
    /// @param stored what the object's status holds, null when nothing has been written yet
    public Conditions of(ConditionSubject subject, @Nullable List<Condition> stored, Instant now) {
        return Conditions.initialized(this, subject, stored, now);
    }

    /// Whether the type is the root or one of its dependents.
    public boolean isNormal(String type) {
        return type.equals(root) || dependents.contains(type);
    }

    /// The order in which conditions are stored: by transition time, the root last; equal times keep their
    /// order.
    List<Condition> ordered(List<Condition> conditions) {
        List<Condition> sorted = new ArrayList<>(conditions);
        sorted.sort(
                Comparator.comparing((Condition condition) -> condition.type().equals(root))
                        .thenComparing(Condition::lastTransitionTime));
        return Collections.unmodifiableList(sorted);
    }
}
