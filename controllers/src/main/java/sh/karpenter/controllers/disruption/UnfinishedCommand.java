package sh.karpenter.controllers.disruption;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.NodeClaim;

/// A command that a process before this one had begun, as the API remembers it. Pure.
///
/// Only commands with replacements are found again: by what the claims of the replacements say. One that removes
/// nodes without replacing them is cheap to find anew.
///
/// @param id its id
/// @param command what it still has to remove
/// @param replacements names of the claims that were created for it
/// @param created when it was started
record UnfinishedCommand(String id, DisruptionCommand command, List<String> replacements, Instant created) {
    UnfinishedCommand {
        replacements = List.copyOf(replacements);
    }

    /// The commands to go on with: those of which all replacements are there and every node that has to go still
    /// carries the mark. Of two that hold the same node the later one goes on: the earlier had been given up.
    ///
    /// @param claims all claims
    /// @param marked whether node and claim, by their names, both carry the mark of disruption
    static List<UnfinishedCommand> all(
            List<NodeClaim> claims, DisruptionRound round, BiPredicate<String, String> marked) {
        var replacements = new TreeMap<String, List<NodeClaim>>();
        var memos = new TreeMap<String, CommandMemo>();
        for (NodeClaim claim : claims) {
            CommandMemo memo = CommandMemo.of(claim);
            if (memo != null && claim.getMetadata().getDeletionTimestamp() == null) {
                memos.put(memo.id(), memo);
                replacements.computeIfAbsent(memo.id(), _ -> new ArrayList<>()).add(claim);
            }
        }
        var found = new ArrayList<UnfinishedCommand>();
        memos.forEach((id, memo) -> {
            List<NodeClaim> made = replacements.getOrDefault(id, List.of());
            List<Candidate> leaving = leaving(memo, round, marked);
            if (made.size() == memo.replacements() && !leaving.isEmpty()) {
                var command = new DisruptionCommand.Replace(
                        memo.reason(), memo.consolidationType(), leaving, List.of(), new TreeMap<>());
                var names = made.stream()
                        .map(claim -> claim.getMetadata().getName())
                        .toList();
                found.add(new UnfinishedCommand(id, command, names, earliest(made)));
            }
        });
        return withoutOverlap(found);
    }

    private static List<UnfinishedCommand> withoutOverlap(List<UnfinishedCommand> found) {
        found.sort(Comparator.comparing((UnfinishedCommand unfinished) -> unfinished.created())
                .reversed()
                .thenComparing(UnfinishedCommand::id));
        var held = new TreeSet<String>();
        var result = new ArrayList<UnfinishedCommand>();
        for (UnfinishedCommand unfinished : found) {
            List<String> names = CommandText.names(unfinished.command());
            if (names.stream().noneMatch(held::contains)) {
                held.addAll(names);
                result.add(unfinished);
            }
        }
        return result;
    }

    /// The nodes that a command still has to remove; none when one of them is not marked (any more).
    private static List<Candidate> leaving(
            CommandMemo memo, DisruptionRound round, BiPredicate<String, String> marked) {
        var candidates = new ArrayList<Candidate>();
        for (ClusterNode node : round.cluster().nodes()) {
            var claim = node.claim();
            if (claim == null || !memo.claims().contains(claim.name()) || node.markedForDeletion()) {
                continue;
            }
            NodePool pool = round.pool(node.nodePool());
            if (node.node() == null || pool == null || !marked.test(node.node().name(), claim.name())) {
                return List.of();
            }
            candidates.add(new Candidate(
                    node,
                    pool,
                    null,
                    node.labels().getOrDefault(LabelKeys.ZONE, ""),
                    node.labels().getOrDefault(LabelKeys.CAPACITY_TYPE, ""),
                    node.pods().stream().filter(Pod::reschedulable).toList(),
                    0,
                    1,
                    0,
                    false));
        }
        return candidates;
    }

    private static Instant earliest(List<NodeClaim> replacements) {
        return replacements.stream()
                .map(claim -> Instant.parse(claim.getMetadata().getCreationTimestamp()))
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }
}
