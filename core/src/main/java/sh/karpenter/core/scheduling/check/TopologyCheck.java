package sh.karpenter.core.scheduling.check;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.RequirementTable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.topology.DomainKey;
import sh.karpenter.core.scheduling.topology.TopologyGroup;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// Spread, affinity and anti-affinity of the pod, and the anti-affinity of other pods against it, must leave a
/// domain.
///
/// Each group chooses on its own among the domains that the node may still be in; the choices of groups with
/// one key are then intersected. Of equally good domains of a spread one is taken, see [Attempt#tie].
final class TopologyCheck implements FitCheck {
    private static final int MOST_DOMAINS_SHOWN = 25;
    private static final int MOST_TIES = 64;

    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        attempt.markBeforeTopology();
        PodVariant variant = attempt.variant();
        List<TopologyGroup> repelling = attempt.topology().repelling(variant.identity());
        TopologyGroup[] groups = variant.groups();
        for (int g = 0; g < groups.length; g++) {
            if (!admits(attempt, node, groups[g], variant.selfSelected(g))) {
                return refusal(groups[g]);
            }
        }
        for (int g = 0; g < repelling.size(); g++) {
            if (!admits(attempt, node, repelling.get(g), true)) {
                return Verdict.NEVER;
            }
        }
        return Verdict.FITS;
    }

    private static boolean admits(Attempt attempt, ExistingNode node, TopologyGroup group, boolean self) {
        TopologyTracker topology = attempt.topology();
        if (group.key().hostname()) {
            return hostAdmits(attempt, node.host(), group, self);
        }
        int domain = group.key().domainOfNode(node.host());
        return domain >= 0 && topology.admits(group, attempt.variant().wishes().required(), domain, self);
    }

    private static boolean hostAdmits(Attempt attempt, int host, TopologyGroup group, boolean self) {
        ValueSet hostname = attempt.variant().wishes().hostname();
        return attempt.topology().hostAdmits(group, host, self, hostname);
    }

    /// Domains with pods to stay away from never become empty again, and the cap per host is never lifted; all
    /// else may change.
    private static Verdict refusal(TopologyGroup group) {
        return switch (group.kind()) {
            case ANTI_AFFINITY -> Verdict.NEVER;
            case SPREAD -> group.key().hostname() ? Verdict.NEVER : Verdict.NOT_NOW;
            case AFFINITY -> Verdict.NOT_NOW;
        };
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        attempt.markBeforeTopology();
        PodVariant variant = attempt.variant();
        TopologyGroup[] groups = variant.groups();
        List<TopologyGroup> repelling = attempt.topology().repelling(variant.identity());
        if (groups.length == 0 && repelling.isEmpty()) {
            return Verdict.FITS;
        }
        for (int g = 0; g < groups.length; g++) {
            if (groups[g].key().hostname() && !hostAdmits(attempt, node.host(), groups[g], variant.selfSelected(g))) {
                return refusal(groups[g]);
            }
        }
        for (int g = 0; g < repelling.size(); g++) {
            if (repelling.get(g).key().hostname() && !hostAdmits(attempt, node.host(), repelling.get(g), true)) {
                return Verdict.NEVER;
            }
        }
        int rest = attempt.tie();
        int ties = 1;
        for (int g = 0; g < groups.length + repelling.size(); g++) {
            TopologyGroup group = group(groups, repelling, g);
            if (group.key().hostname() || !firstOfKey(groups, repelling, g)) {
                continue;
            }
            long[] common = common(attempt, groups, repelling, g);
            if (common == null) {
                return attempt.lastGroupSaidNever() ? Verdict.NEVER : Verdict.NOT_NOW;
            }
            if (spreads(groups, group.key())) {
                int size = Bits.count(common);
                reduceTo(common, rest % size, group.key());
                rest /= size;
                ties = Math.min(MOST_TIES, ties * size);
            }
            RequirementTable table = attempt.cluster().requirements();
            int chosen = group.key().requirementOf(common);
            if (!table.compatible(attempt.requirements(), chosen)) {
                return Verdict.NOT_NOW;
            }
            attempt.requirements(table.and(attempt.requirements(), chosen));
        }
        attempt.ties(ties);
        return Verdict.FITS;
    }

    private static TopologyGroup group(TopologyGroup[] groups, List<TopologyGroup> repelling, int index) {
        return index < groups.length ? groups[index] : repelling.get(index - groups.length);
    }

    private static boolean firstOfKey(TopologyGroup[] groups, List<TopologyGroup> repelling, int index) {
        DomainKey key = group(groups, repelling, index).key();
        for (int g = 0; g < index; g++) {
            if (group(groups, repelling, g).key() == key) {
                return false;
            }
        }
        return true;
    }

    private static boolean spreads(TopologyGroup[] groups, DomainKey key) {
        for (TopologyGroup group : groups) {
            if (group.key() == key && group.kind() == TopologyGroup.Kind.SPREAD) {
                return true;
            }
        }
        return false;
    }

    /// The domains that all groups of a key agree on, null when there is none.
    private static long @Nullable [] common(
            Attempt attempt, TopologyGroup[] groups, List<TopologyGroup> repelling, int first) {
        PodVariant variant = attempt.variant();
        DomainKey key = group(groups, repelling, first).key();
        int pod = variant.wishes().required();
        long[] node = key.allowed(attempt.beforeTopology());
        long[] common = null;
        for (int g = first; g < groups.length + repelling.size(); g++) {
            TopologyGroup group = group(groups, repelling, g);
            if (group.key() != key) {
                continue;
            }
            boolean self = g >= groups.length || variant.selfSelected(g);
            long[] chosen =
                    common == null ? attempt.domains(TopologyTracker.words(group)) : attempt.moreDomains(common.length);
            if (!attempt.topology().choose(group, pod, node, self, chosen)) {
                attempt.lastGroupSaidNever(refusal(group) == Verdict.NEVER);
                return null;
            }
            if (common == null) {
                common = chosen;
            } else {
                for (int w = 0; w < common.length; w++) {
                    common[w] &= chosen[w];
                }
            }
        }
        if (common == null || Bits.isEmpty(common)) {
            attempt.lastGroupSaidNever(false);
            return null;
        }
        return common;
    }

    /// Keeps the domain of the given rank by name.
    private static void reduceTo(long[] domains, int rank, DomainKey key) {
        int chosen = -1;
        for (int round = 0; round <= rank; round++) {
            int next = -1;
            for (int d = Bits.next(domains, 0); d >= 0; d = Bits.next(domains, d + 1)) {
                if ((chosen < 0 || key.before(chosen, d)) && (next < 0 || key.before(d, next))) {
                    next = d;
                }
            }
            chosen = next;
        }
        Arrays.fill(domains, 0);
        Bits.add(domains, chosen);
    }

    @Override
    public Rejection explain(Attempt attempt) {
        TopologyGroup[] groups = attempt.variant().groups();
        List<TopologyGroup> repelling =
                attempt.topology().repelling(attempt.variant().identity());
        RequirementTable table = attempt.cluster().requirements();
        Requirements own = table.get(attempt.variant().wishes().required());
        for (int g = 0; g < groups.length + repelling.size(); g++) {
            TopologyGroup group = group(groups, repelling, g);
            boolean self = g >= groups.length || attempt.variant().selfSelected(g);
            Requirement nodeDomains = nodeDomains(attempt, group);
            if (!chooses(attempt, group, self)) {
                Requirement podDomains = own.get(group.key().key());
                return new Rejection.UnsatisfiableTopology(
                        group.kind().text(),
                        group.key().key(),
                        counts(attempt, group),
                        podDomains == null ? Requirement.exists(group.key().key()) : podDomains,
                        nodeDomains);
            }
        }
        // Each group is content, but they do not agree on a domain, or the node does not define the label.
        TopologyGroup group = group(groups, repelling, 0);
        for (int g = 0; g < groups.length + repelling.size(); g++) {
            if (!group(groups, repelling, g).key().hostname()) {
                group = group(groups, repelling, g);
            }
        }
        Requirement nodeDomains = nodeDomains(attempt, group);
        return nodeDomains.values().operator() == Operator.EXISTS
                        && !table.wellKnown().contains(group.key().key())
                ? new Rejection.UndefinedLabel(
                        Rejection.Source.TOPOLOGY, group.key().key(), null)
                : new Rejection.UnsatisfiableTopology(
                        group.kind().text(),
                        group.key().key(),
                        counts(attempt, group),
                        Requirement.exists(group.key().key()),
                        nodeDomains);
    }

    private static boolean chooses(Attempt attempt, TopologyGroup group, boolean self) {
        return switch (attempt.node()) {
            case ExistingNode node -> admits(attempt, node, group, self);
            case NewNode node ->
                group.key().hostname()
                        ? hostAdmits(attempt, node.host(), group, self)
                        : attempt.topology()
                                .choose(
                                        group,
                                        attempt.variant().wishes().required(),
                                        group.key().allowed(attempt.beforeTopology()),
                                        self,
                                        attempt.domains(TopologyTracker.words(group)));
        };
    }

    private static Requirement nodeDomains(Attempt attempt, TopologyGroup group) {
        String key = group.key().key();
        if (key.equals(LabelKeys.HOSTNAME)) {
            return Requirement.in(
                    key, attempt.topology().hostname(attempt.node().host()));
        }
        Requirement defined = switch (attempt.node()) {
            case ExistingNode node -> {
                String value = attempt.cluster().columns().value(key, node.host());
                yield value == null ? null : Requirement.in(key, value);
            }
            case NewNode _ ->
                attempt.cluster().requirements().get(attempt.beforeTopology()).get(key);
        };
        return defined == null ? Requirement.exists(key) : defined;
    }

    private static SequencedMap<String, Integer> counts(Attempt attempt, TopologyGroup group) {
        var counts = new TreeMap<String, Integer>();
        if (group.key().hostname()) {
            for (int host = 0; host < attempt.topology().hosts() && counts.size() < MOST_DOMAINS_SHOWN; host++) {
                counts.put(attempt.topology().hostname(host), group.count(host));
            }
        } else {
            for (int d = 0; d < group.key().size() && counts.size() < MOST_DOMAINS_SHOWN; d++) {
                if (group.knows(d)) {
                    counts.put(group.key().name(d), group.count(d));
                }
            }
        }
        return counts;
    }
}
