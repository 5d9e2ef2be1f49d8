package sh.karpenter.core.disruption.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionReason;

/// Why a method of disruption leaves a node that may be disrupted, as data. [VerdictRenderer] makes the texts.
///
/// Prices are per hour.
public sealed interface Refusal {

    // ---- what the method does not look at

    /// The pool keeps a fixed number of nodes; the method is for the others.
    ///
    /// @param pool name of the pool
    record StaticPool(String pool) implements Refusal {}

    /// The pool follows the pods; the method is for pools of a fixed number of nodes.
    ///
    /// @param pool name of the pool
    record DynamicPool(String pool) implements Refusal {}

    /// The node is as its pool and node class say.
    record NotDrifted() implements Refusal {}

    /// Removing the node would disturb pods; the method is for nodes where it does not.
    ///
    /// @param pods how many pods would have to run elsewhere
    /// @param reschedulingCost 1 and the positive eviction costs of these pods
    record NotEmpty(int pods, double reschedulingCost) implements Refusal {}

    /// Nothing would be disturbed by removing the node; that is for the method of empty nodes, even where the
    /// budget for that reason is spent.
    record Empty() implements Refusal {}

    /// The catalogue does not list the node's instance type.
    ///
    /// @param type its name, empty when the node has no such label
    record TypeUnknown(String type) implements Refusal {}

    /// The node lacks a label without which its price cannot be known.
    ///
    /// @param key the label's key
    record LabelMissing(String key) implements Refusal {}

    /// The catalogue has no price for what the node is, so nobody can say what removing it would save.
    ///
    /// @param type its instance type
    /// @param zone its zone
    /// @param capacityType its capacity type
    record PriceUnknown(String type, String zone, String capacityType) implements Refusal {}

    /// The pool does not want consolidation (`consolidateAfter: Never`).
    ///
    /// @param pool name of the pool
    record ConsolidationDisabled(String pool) implements Refusal {}

    /// The pool wants only empty nodes removed, and this one is not.
    ///
    /// @param pool name of the pool
    record OnlyWhenEmpty(String pool) implements Refusal {}

    /// Pods came or went a short while ago (`consolidateAfter`).
    ///
    /// @param consolidateAfter how long the pool wants its nodes quiet
    /// @param until when it will have been quiet for long enough, null when that is not known
    record NotQuiet(Duration consolidateAfter, @Nullable Instant until) implements Refusal {}

    // ---- what budgets say

    /// The pool may not lose one more node for this reason now.
    ///
    /// @param pool name of the pool
    /// @param reason the reason
    /// @param limit how many of its nodes may be disrupted at once
    /// @param disrupting how many are, counting those that are not ready
    /// @param before how many more come before the node: commands that wait or that this pass found remove them, or
    ///     the method looks at them first
    record BudgetSpent(String pool, DisruptionReason reason, int limit, int disrupting, int before)
            implements Refusal {}

    /// A budget of the pool cannot be read, so the pool may lose no node.
    ///
    /// @param pool name of the pool
    /// @param problem what is wrong with it
    record BudgetUnreadable(String pool, String problem) implements Refusal {}

    // ---- what thinking the node away showed

    /// Pods would be left without a place.
    ///
    /// @param pods pod, as `namespace/name`, to why it has none
    record PodsWithoutPlace(SequencedMap<String, String> pods) implements Refusal {
        public PodsWithoutPlace {
            pods = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pods));
        }
    }

    /// A node that was to be removed goes away already.
    ///
    /// @param node its name
    record Leaving(String node) implements Refusal {}

    /// More machines would be needed than one.
    ///
    /// @param count how many
    record TooManyReplacements(int count) implements Refusal {}

    /// The machine that would be needed costs no less.
    ///
    /// @param price what the nodes cost
    /// @param replacement the least that a replacement may come to in the worst case, infinite when none can be
    ///     launched
    record NotCheaper(double price, double replacement) implements Refusal {}

    /// The cheaper instance types do not leave the choice that `minValues` demands.
    ///
    /// @param key label key of the requirement
    /// @param wanted how many values it demands
    /// @param left how many the cheaper instance types have
    record TooLittleChoice(String key, int wanted, int left) implements Refusal {}

    /// A spot node is not replaced by a spot node while the feature gate is off.
    record SpotToSpotDisabled() implements Refusal {}

    /// Too few cheaper instance types for replacing a spot node by a spot node: the cheapest spot capacity is often
    /// the next to be taken away.
    ///
    /// @param wanted how many there have to be
    /// @param cheaper how many there are
    record TooFewSpotTypes(int wanted, int cheaper) implements Refusal {}

    /// The replacement could only be of a type of which one of the nodes is already, at no lower price: keeping
    /// that one does the same with less disturbance.
    ///
    /// @param price the price to beat
    record SameTypeAgain(double price) implements Refusal {}

    /// The pool's policy `Balanced` finds the saving too small for the disturbance.
    ///
    /// @param score the pool's score of the move, below its threshold
    record OutOfBalance(BalanceScore score) implements Refusal {}

    // ---- what stands in the way of pools of a fixed size

    /// The pool has no room for a replacement beside the node.
    ///
    /// @param pool name of the pool
    /// @param limit its `limits.nodes`
    record AtNodeLimit(String pool, long limit) implements Refusal {}

    /// The pool has more nodes than it wants; that is mended first.
    ///
    /// @param pool name of the pool
    /// @param nodes how many it has
    /// @param replicas how many it wants
    record ScalingDown(String pool, long nodes, long replicas) implements Refusal {}

    // ---- what other commands say

    /// The node, or the nodes that would take its pods, are held by commands that are decided on. The next pass may
    /// think otherwise.
    record Held() implements Refusal {}

    /// The node was created by a replacement for the same reason a short while ago, and replacing it again
    /// would not save more than that did.
    ///
    /// @param until from when on it may be replaced again all the same
    /// @param before what the replacement saved that created it
    /// @param saving what replacing it again would save
    record Damped(Instant until, double before, double saving) implements Refusal {}

    /// Removing the node now would save, but the pass looked ahead, and another beginning ends better: cheaper, or
    /// as cheap with fewer pods moved.
    ///
    /// @param price what the cluster's machines would cost in the end
    /// @param moved how many pods would have been moved until then
    /// @param betterPrice what they cost in the end of what is done instead
    /// @param betterMoved how many pods are moved until then
    record WorseInTheEnd(double price, int moved, double betterPrice, int betterMoved) implements Refusal {}

    /// The node goes anyway, by a command of another method.
    ///
    /// @param method name of that method
    /// @param nodes how many nodes its command removes
    record GoesAnyway(String method, int nodes) implements Refusal {}

    // ---- how far the method came

    /// Several nodes together are looked at, and there are fewer than two.
    ///
    /// @param candidates how many there are
    record NothingToJoin(int candidates) implements Refusal {}

    /// The node was tried together with others, and that does not work out.
    ///
    /// @param nodes how many nodes were tried together
    /// @param why why it does not
    record NotTogether(int nodes, Refusal why) implements Refusal {}

    /// The method ended before it came to the node.
    ///
    /// @param because why it ended
    record NotReached(Because because) implements Refusal {}

    /// Why a method ended before it came to a node.
    enum Because {
        /// It had found a command.
        FOUND_ANOTHER,
        /// Its time was up.
        OUT_OF_TIME,
        /// It looks at no more nodes in one pass.
        CAP,
        /// Nodes that come before it, since they save more, do not work out together already.
        BETTER_ONES_FAILED
    }
}
