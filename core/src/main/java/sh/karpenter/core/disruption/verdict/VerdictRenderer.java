package sh.karpenter.core.disruption.verdict;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.command.DisruptionCommand;

/// The texts of verdicts. [#event] says what Karpenter's events say, so that people find what they know; [#explain]
/// says it of every verdict, with the values that decided.
public final class VerdictRenderer {
    private static final int PODS_SHOWN = 5;

    private VerdictRenderer() {}

    /// The text of the event on node and claim, empty where there is no event.
    public static String event(Refusal rule) {
        return switch (rule) {
            case Refusal.TypeUnknown(var type) -> "Instance Type \"" + type + "\" not found";
            case Refusal.LabelMissing(var key) -> "Node does not have label \"" + key + "\"";
            case Refusal.ConsolidationDisabled(var pool) -> "NodePool \"" + pool + "\" has consolidation disabled";
            case Refusal.OnlyWhenEmpty(var pool) ->
                "NodePool \"" + pool + "\" has consolidation policy WhenEmpty, but node is not empty";
            case Refusal.PodsWithoutPlace(var pods) -> capitalized(withoutPlace(pods));
            case Refusal.TooManyReplacements(int count) -> "Can't remove without creating " + count + " candidates";
            case Refusal.NotCheaper _ -> "Can't replace with a cheaper node";
            case Refusal.TooLittleChoice choice ->
                "Filtering by price: minValues requirement is not met for label(s) (label(s)=[" + choice.key() + "])";
            case Refusal.SpotToSpotDisabled _ ->
                "SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node";
            case Refusal.TooFewSpotTypes(int wanted, int cheaper) ->
                "SpotToSpotConsolidation requires " + wanted
                        + " cheaper instance type options than the current candidate to consolidate, got " + cheaper;
            case Refusal.AtNodeLimit _ -> "Static NodePool is at its node limit and cannot stage a replacement";
            case Refusal.PriceUnknown unknown -> capitalized(explain(unknown));
            case Refusal.StaticPool _,
                    Refusal.DynamicPool _,
                    Refusal.NotDrifted _,
                    Refusal.NotEmpty _,
                    Refusal.Empty _,
                    Refusal.NotQuiet _,
                    Refusal.BudgetSpent _,
                    Refusal.BudgetUnreadable _,
                    Refusal.Leaving _,
                    Refusal.SameTypeAgain _,
                    Refusal.OutOfBalance _,
                    Refusal.ScalingDown _,
                    Refusal.NothingToJoin _,
                    Refusal.Held _,
                    Refusal.Damped _,
                    Refusal.WorseInTheEnd _,
                    Refusal.GoesAnyway _,
                    Refusal.NotTogether _,
                    Refusal.NotReached _ -> "";
        };
    }

    /// One sentence without a full stop, beginning with a small letter, that tells what was found and by which
    /// values.
    public static String explain(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Blocked(Skip.NoInstanceTypes(var pool)) ->
                "the instance types of NodePool \"" + pool + "\" are not known";
            case Verdict.Blocked(var rule) -> rule.message();
            case Verdict.Refused(var rule) -> explain(rule);
            case Verdict.Chosen(var command, var scores) -> {
                var text = new StringBuilder(explain(command));
                scores.forEach(score -> text.append("; ").append(explain(score)));
                yield text.toString();
            }
        };
    }

    /// As [#explain(Verdict)], for a refusal.
    public static String explain(Refusal rule) {
        return switch (rule) {
            case Refusal.StaticPool(var pool) -> "NodePool \"" + pool + "\" keeps a fixed number of nodes";
            case Refusal.DynamicPool(var pool) -> "NodePool \"" + pool + "\" keeps no fixed number of nodes";
            case Refusal.NotDrifted _ -> "the node is as its NodePool and node class say";
            case Refusal.NotEmpty(int pods, double cost) ->
                counted(pods, "pod") + " would have to run elsewhere (rescheduling cost " + number(cost) + ")";
            case Refusal.Empty _ -> "the node is empty, which is for the method of empty nodes";
            case Refusal.TypeUnknown(var type) -> "the catalogue does not list instance type \"" + type + "\"";
            case Refusal.LabelMissing(var key) -> "the node has no label \"" + key + "\"";
            case Refusal.ConsolidationDisabled _,
                    Refusal.OnlyWhenEmpty _,
                    Refusal.SpotToSpotDisabled _,
                    Refusal.TooFewSpotTypes _,
                    Refusal.TooManyReplacements _ -> uncapitalized(event(rule));
            case Refusal.PriceUnknown(var type, var zone, var capacityType) ->
                "the price of " + type + " (" + capacityType + ") in " + zone
                        + " is not known, so what removing the node saves cannot be told";
            case Refusal.NotQuiet(var after, var until) ->
                "pods came or went less than " + text(after) + " ago (consolidateAfter)"
                        + (until == null ? "" : ", until " + until.truncatedTo(ChronoUnit.SECONDS));
            case Refusal.BudgetSpent(var pool, var reason, int limit, int disrupting, int before) ->
                "the budgets of NodePool \"" + pool + "\" allow " + counted(limit, "disrupted node") + " for reason "
                        + reason.text() + ", and " + disrupting + (disrupting == 1 ? " is" : " are")
                        + " disrupted or not ready"
                        + (before == 0 || disrupting >= limit
                                ? ""
                                : ", " + before + (before == 1 ? " more comes" : " more come") + " first");
            case Refusal.BudgetUnreadable(var pool, var problem) ->
                "a budget of NodePool \"" + pool + "\" cannot be read, so no node may go: " + problem;
            case Refusal.PodsWithoutPlace(var pods) -> withoutPlace(pods);
            case Refusal.Leaving(var node) -> "node \"" + node + "\" is being removed already";
            case Refusal.NotCheaper(double price, double replacement) ->
                Double.isInfinite(replacement)
                        ? "can't replace with a cheaper node: no machine that could be launched costs less than "
                                + money(price)
                        : "can't replace with a cheaper node: " + money(price) + " now, a replacement may come to "
                                + money(replacement);
            case Refusal.TooLittleChoice(var key, int wanted, int left) ->
                "minValues of " + key + " demands " + wanted + " values, the cheaper instance types have " + left;
            case Refusal.SameTypeAgain(double price) ->
                "the replacement would be of a type of which one of the nodes is already, at no less than "
                        + money(price);
            case Refusal.OutOfBalance(var score) -> explain(score);
            case Refusal.AtNodeLimit(var pool, long limit) ->
                "static NodePool \"" + pool + "\" is at its node limit of " + limit + " and cannot stage a replacement";
            case Refusal.ScalingDown(var pool, long nodes, long replicas) ->
                "static NodePool \"" + pool + "\" has " + nodes + " nodes and wants " + replicas
                        + ", which is mended first";
            case Refusal.Held _ ->
                "commands that are decided on count on the node or on those that would take its pods";
            case Refusal.Damped(var until, double before, double saving) ->
                "a replacement that saved " + money(before) + " created the node, and replacing it again would save "
                        + money(saving) + "; left in peace until " + until.truncatedTo(ChronoUnit.SECONDS);
            case Refusal.WorseInTheEnd(double price, int moved, double betterPrice, int betterMoved) ->
                "removing it now leads to a cluster of " + money(price) + " with " + counted(moved, "pod")
                        + " moved, what is done instead to one of " + money(betterPrice) + " with "
                        + counted(betterMoved, "pod") + " moved";
            case Refusal.GoesAnyway(var method, int nodes) ->
                "the node goes with a command of method " + method + ", which removes " + counted(nodes, "node");
            case Refusal.NothingToJoin(int candidates) ->
                "there " + (candidates == 1 ? "is one candidate" : "are " + candidates + " candidates")
                        + " within budget, and joining nodes needs two";
            case Refusal.NotTogether(int nodes, var why) ->
                "not together with " + counted(nodes - 1, "other node") + ": " + explain(why);
            case Refusal.NotReached(var because) ->
                switch (because) {
                    case FOUND_ANOTHER -> "not reached: the pass found a command for other nodes first";
                    case OUT_OF_TIME -> "not reached: the time of the pass was up";
                    case CAP -> "not reached: the pass looks at no more nodes at once";
                    case BETTER_ONES_FAILED -> "not reached: nodes that save more do not work out together";
                };
        };
    }

    /// `policy Balanced of NodePool "default": score 0.25 < threshold 0.50 (k: 2, savings 10.0%, disruption 40.0%)`
    public static String explain(BalanceScore score) {
        return "policy Balanced of NodePool \"" + score.pool() + "\": " + comparison(score);
    }

    /// The part of [#explain(BalanceScore)] that events show: `score 0.25 < threshold 0.50 (k: 2, ...)`.
    public static String comparison(BalanceScore score) {
        return String.format(
                Locale.ROOT,
                "score %s %s threshold %.2f (k: %.0f, savings %.1f%%, disruption %.1f%%)",
                Double.isInfinite(score.score()) ? "+Inf" : number(score.score()),
                score.approved() ? ">=" : "<",
                score.threshold(),
                1 / score.threshold(),
                score.savingsFraction() * 100,
                score.disruptionFraction() * 100);
    }

    /// What a command does, without an id: `replace 2 nodes (node-1, node-2) by 1, saving $0.42 per hour`.
    public static String explain(DisruptionCommand command) {
        List<String> nodes =
                command.candidates().stream().map(Candidate::name).sorted().toList();
        String by = command.replacements().isEmpty()
                ? ""
                : " by " + command.replacements().size();
        return command.decision() + " " + counted(nodes.size(), "node") + " (" + String.join(", ", nodes) + ")" + by
                + ", reason " + command.reason().text() + ", saving " + money(command.savings());
    }

    /// The text for pods without a place: the first five of them.
    private static String withoutPlace(SequencedMap<String, String> pods) {
        var shown = new ArrayList<String>();
        for (var entry : pods.entrySet()) {
            if (shown.size() == PODS_SHOWN) {
                break;
            }
            shown.add(entry.getKey() + " => " + entry.getValue());
        }
        int rest = pods.size() - shown.size();
        return "not all pods would schedule, " + String.join(" ", shown)
                + (rest > 0 ? " and " + rest + " other(s)" : "");
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String money(double perHour) {
        return String.format(Locale.ROOT, "$%.4f per hour", perHour);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String uncapitalized(String text) {
        return text.isEmpty() || text.startsWith("NodePool") || text.startsWith("SpotToSpot")
                ? text
                : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
