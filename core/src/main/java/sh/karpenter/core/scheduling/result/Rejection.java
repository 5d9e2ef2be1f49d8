package sh.karpenter.core.scheduling.result;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.workload.HostPort;

/// Why a pod was not placed, or a pool not used, as data. [RejectionRenderer] makes the text.
public sealed interface Rejection {

    /// Whether something that happens in the cluster (a pod ends, a node or a reservation comes) could turn it
    /// into a yes, without anybody editing the pod or the pool.
    default boolean mayPass() {
        return switch (this) {
            case NothingFits(var refusals, var unasked) ->
                unasked > 0
                        || refusals.stream()
                                .anyMatch(refusal -> refusal.reason().mayPass());
            case HostPortConflict _,
                    ResourcesExceeded _,
                    VolumeLimitExceeded _,
                    UnsatisfiableTopology _,
                    NodeLimitExhausted _,
                    LimitsExceeded _,
                    ReservationShort _,
                    NotQuietYet _,
                    NoNodePools _,
                    NoUsableNodePool _,
                    NoCompatibleInstanceTypes _,
                    NoInstanceType _,
                    MinValuesUnmet _,
                    MinValuesCutOff _,
                    UnusableVolume _ -> true;
            case UntoleratedTaint _,
                    UndefinedLabel _,
                    IncompatibleRequirement _,
                    UsesDynamicResources _,
                    RefusesManagedNodes _,
                    BadPod _,
                    BadNodePool _ -> false;
        };
    }

    /// Nothing could take the pod; each possibility says why.
    ///
    /// @param refusals one per node, node opened by the solve, and pool: in the order of trial, opened nodes as
    ///     they were opened
    /// @param unasked how many nodes, opened ones included, are missing because the time for the solve was up
    record NothingFits(List<Refusal> refusals, int unasked) implements Rejection {
        public NothingFits {
            refusals = List.copyOf(refusals);
        }
    }

    /// Why one node or pool refused.
    ///
    /// @param candidate what the target is
    /// @param target name of the node, or of the pool; nodes that the solve opened are numbered: `default#2`
    /// @param reason why
    record Refusal(Candidate candidate, String target, Rejection reason) {}

    /// What could have taken a pod.
    enum Candidate {
        NODE("node"),
        OPENED_NODE("opened node"),
        POOL("new node of pool");

        private final String text;

        Candidate(String text) {
            this.text = text;
        }

        /// As messages say it.
        public String text() {
            return text;
        }
    }

    /// The pod cannot be understood.
    ///
    /// @param field where, for example `spec.nodeSelector`
    /// @param value what stands there
    /// @param problem what is wrong with it
    record BadPod(String field, String value, String problem) implements Rejection {}

    /// The pool cannot be understood.
    ///
    /// @param problem what is wrong with it
    record BadNodePool(String problem) implements Rejection {}

    /// No pool may open nodes: none exists, or none is ready.
    record NoNodePools() implements Rejection {}

    /// Pools exist, but the requirements of each admit none of its instance types.
    record NoUsableNodePool() implements Rejection {}

    /// No instance type of a pool meets the pool's own requirements.
    ///
    /// @param minValues whether it is only for want of distinct values
    record NoCompatibleInstanceTypes(boolean minValues) implements Rejection {}

    /// The pod asks not to run on nodes of ours.
    record RefusesManagedNodes() implements Rejection {}

    /// The pod asks for devices by resource claims.
    record UsesDynamicResources() implements Rejection {}

    /// A volume of the pod cannot be used.
    ///
    /// @param claim `namespace/name` of the claim
    /// @param volume name of the persistent volume or storage class that is the matter, empty when it is the claim
    /// @param problem what is wrong
    record UnusableVolume(String claim, String volume, String problem) implements Rejection {}

    /// The pod does not tolerate a taint.
    ///
    /// @param taint the first such taint
    record UntoleratedTaint(Taint taint) implements Rejection {}

    /// The node cannot attach that many volumes.
    ///
    /// @param driver the CSI driver
    /// @param count volumes it would have to attach
    /// @param limit volumes it can attach
    /// @param everyType whether it is so for every instance type that was left
    record VolumeLimitExceeded(String driver, int count, int limit, boolean everyType) implements Rejection {}

    /// A port of the node is taken.
    ///
    /// @param wanted what the pod needs
    /// @param taken what another pod has
    record HostPortConflict(HostPort wanted, HostPort taken) implements Rejection {}

    /// The pod asks for more than is left.
    ///
    /// @param shortages the resources that do not suffice
    record ResourcesExceeded(List<Shortage> shortages) implements Rejection {
        public ResourcesExceeded {
            shortages = List.copyOf(shortages);
        }
    }

    /// One resource that does not suffice.
    ///
    /// @param resource its name
    /// @param requested what the pod asks for, in the resource's unit
    /// @param left what is left
    record Shortage(String resource, long requested, long left) {}

    /// The pod wants a label of which nothing is known here.
    ///
    /// @param source whose requirement it is
    /// @param key the label
    /// @param meant a key that it may be a misspelling of, null when there is none like it
    record UndefinedLabel(
            Source source, String key, @Nullable String meant) implements Rejection {}

    /// No value of a label satisfies both sides.
    ///
    /// @param source whose requirement it is
    /// @param incoming what is asked for
    /// @param existing what there is
    record IncompatibleRequirement(Source source, Requirement incoming, Requirement existing) implements Rejection {}

    /// Whose requirement is meant.
    enum Source {
        POD("incompatible requirements"),
        VOLUME("incompatible volume requirements"),
        TOPOLOGY("incompatible topology requirements");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /// As messages say it.
        public String text() {
            return text;
        }
    }

    /// A spread, affinity or anti-affinity constraint leaves no domain.
    ///
    /// @param constraint `topology spread`, `pod affinity` or `pod anti-affinity`
    /// @param key the topology key
    /// @param counts pods per domain, at most 25
    /// @param podDomains what the pod allows
    /// @param nodeDomains what the node allows
    record UnsatisfiableTopology(
            String constraint,
            String key,
            SequencedMap<String, Integer> counts,
            Requirement podDomains,
            Requirement nodeDomains)
            implements Rejection {
        public UnsatisfiableTopology {
            counts = Collections.unmodifiableSequencedMap(new TreeMap<>(counts));
        }
    }

    /// The pool may not have another node.
    ///
    /// @param pool its name
    record NodeLimitExhausted(String pool) implements Rejection {}

    /// Each instance type would exceed a limit of the pool.
    ///
    /// @param pool its name
    /// @param remaining what the limits leave
    record LimitsExceeded(String pool, Resources remaining) implements Rejection {}

    /// No instance type is left.
    ///
    /// @param met which criteria instance types met, alone and together
    /// @param requirements what the machine would have to be
    /// @param leastResources what it would have to hold with the lightest daemons
    /// @param mostResources the same with the heaviest daemons
    /// @param cpuTypo whether the CPU asked for is so much that `m` was probably forgotten
    record NoInstanceType(
            Criteria met, Requirements requirements, Resources leastResources, Resources mostResources, boolean cpuTypo)
            implements Rejection {}

    /// Which criteria some instance type met.
    ///
    /// @param requirements some type meets the requirements
    /// @param fits some type is large enough
    /// @param offering some type has an available, compatible offering
    /// @param requirementsAndFits some type is both
    /// @param requirementsAndOffering some type is both
    /// @param fitsAndOffering some type is both
    record Criteria(
            boolean requirements,
            boolean fits,
            boolean offering,
            boolean requirementsAndFits,
            boolean requirementsAndOffering,
            boolean fitsAndOffering) {}

    /// Too few distinct values stay possible.
    ///
    /// @param found per label whose minimum is missed: how many values are possible
    /// @param requirements what the machine would have to be
    /// @param resources what it would have to hold
    record MinValuesUnmet(SequencedMap<String, Integer> found, Requirements requirements, Resources resources)
            implements Rejection {
        public MinValuesUnmet {
            found = Collections.unmodifiableSequencedMap(new TreeMap<>(found));
        }
    }

    /// A machine for the pod was found, but the instance types that its claim may list, the cheapest ones,
    /// leave too few distinct values.
    ///
    /// @param found per label whose minimum is missed: how many values the listed types have
    record MinValuesCutOff(SequencedMap<String, Integer> found) implements Rejection {
        public MinValuesCutOff {
            found = Collections.unmodifiableSequencedMap(new TreeMap<>(found));
        }
    }

    /// Reserved capacity is short.
    ///
    /// @param shortage in which way
    record ReservationShort(Shortfall shortage) implements Rejection {}

    /// In which way reserved capacity is short.
    enum Shortfall {
        /// Others of the batch hold it.
        HELD_BY_OTHERS("one or more instance types with compatible reserved offerings are available, but could not be"
                + " reserved"),
        /// Every compatible reservation is full and nothing else is compatible.
        ALL_FULL("all compatible reserved offerings are full and no on-demand or spot fallback is available"),
        /// The same, in a what-if: other pools are tried.
        FULL_HERE("the only compatible reserved offering is full; falling through to other NodePools"),
        /// The claim would lose the reservations it holds.
        WOULD_LOSE("satisfying updated nodeclaim constraints would remove all compatible reserved offering options");

        private final String text;

        Shortfall(String text) {
            this.text = text;
        }

        /// As messages say it.
        public String text() {
            return text;
        }
    }

    /// The node has not been quiet for as long as its pool wants before consolidation moves pods to it.
    record NotQuietYet() implements Rejection {}
}
