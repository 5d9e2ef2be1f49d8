package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.compiled.LongIntTable;
import sh.karpenter.core.scheduling.compiled.MinValues;
import sh.karpenter.core.scheduling.compiled.PriceOrder;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// Turns the bins of a solve back into readable values.
final class ResultAssembly {
    private final CompiledCluster cluster;
    private static final int LOOK_BACK = 16;

    private final LongIntTable written = new LongIntTable();
    private final TreeMap<Integer, List<Listing>> listings = new TreeMap<>();

    /// Room for the types of a listing, which copies them.
    private InstanceType[] types = new InstanceType[0];

    ResultAssembly(CompiledCluster cluster) {
        this.cluster = cluster;
    }

    SchedulingResult assemble(
            List<NewNode> opened,
            List<ExistingNode> existing,
            SequencedMap<Pod, Rejection> rejected,
            SequencedMap<Pod, Rejection> ignored,
            SequencedMap<Pod, Rejection> deferred,
            SequencedMap<Pod, List<String>> relaxed,
            SequencedMap<String, Integer> effectiveZones,
            boolean timedOut) {
        var claims = new ArrayList<ProposedNodeClaim>(opened.size());
        var unplaced = new LinkedHashMap<Pod, Rejection>(rejected);
        for (NewNode node : opened) {
            ProposedNodeClaim claim = claim(node);
            SequencedMap<String, Integer> missing = cutOff(node, claim);
            if (missing.isEmpty()) {
                claims.add(claim);
            } else {
                claim.pods().forEach(pod -> unplaced.put(pod, new Rejection.MinValuesCutOff(missing)));
            }
        }
        var placed = new TreeMap<String, List<Pod>>();
        for (ExistingNode node : existing) {
            placed.put(cluster.nodeName(node.host()), List.copyOf(node.placed()));
        }
        return new SchedulingResult(
                claims, placed, unplaced, ignored, deferred, cluster.skippedPools(), relaxed, effectiveZones, timedOut);
    }

    /// The labels of which a claim lists too few values, because it may not list all instance types that are left.
    private SequencedMap<String, Integer> cutOff(NewNode node, ProposedNodeClaim claim) {
        boolean strict = cluster.problem().options().minValues() == SchedulingOptions.MinValues.STRICT;
        return strict && node.pool().minValues() && claim.types().size() < claim.typeCount()
                ? MinValues.missing(claim.types(), cluster.requirements().get(node.requirements()))
                : new TreeMap<>();
    }

    private ProposedNodeClaim claim(NewNode node) {
        InstanceTypeTable table = node.pool().table();
        int requirements = node.requirements();
        if (!node.reservations().isEmpty()) {
            requirements = reserved(node);
        }
        Listing listing = listing(table, requirements, table.typesOf(node.rows()));
        return new ProposedNodeClaim(
                node.pool().pool(),
                node.placed(),
                listing.written,
                listing.types,
                listing.typeCount,
                requests(node),
                listing.price,
                listing.minValues,
                node.minValuesRelaxed());
    }

    /// What is the same for nodes with equal requirements and instance types, and shared by them.
    private static final class Listing {
        private final long[] left;
        private final int typeCount;
        private final List<InstanceType> types;
        private final double price;
        private final Requirements written;
        private final SequencedMap<String, Integer> minValues;

        Listing(long[] left, int typeCount, List<InstanceType> types, double price, Requirements written) {
            this.left = left;
            this.typeCount = typeCount;
            this.types = types;
            this.price = price;
            this.written = written;
            this.minValues = minValues(written);
        }
    }

    private Listing listing(InstanceTypeTable table, int requirements, long[] left) {
        List<Listing> known = listings.get(requirements);
        if (known == null) {
            known = new ArrayList<>();
            listings.put(requirements, known);
        }
        // The latest first: nodes opened one after another are alike.
        for (int i = known.size() - 1; i >= Math.max(0, known.size() - LOOK_BACK); i--) {
            if (Arrays.equals(known.get(i).left, left)) {
                return known.get(i);
            }
        }
        Listing made = list(table, requirements, left);
        known.add(made);
        return made;
    }

    private Listing list(InstanceTypeTable table, int requirements, long[] left) {
        PriceOrder prices = table.prices(requirements);
        int count = Bits.count(left);
        int limit = Math.min(count, cluster.problem().options().instanceTypeLimit());
        if (types.length != limit) {
            types = new InstanceType[limit];
        }
        boolean cut = limit < count;
        long[] listed = cut ? new long[Bits.words(table.types().size())] : left;
        double price = Double.POSITIVE_INFINITY;
        int size = 0;
        for (int i = 0; size < limit; i++) {
            int type = prices.order()[i];
            if (Bits.has(left, type)) {
                if (size == 0) {
                    price = prices.prices()[type];
                }
                if (cut) {
                    Bits.add(listed, type);
                }
                types[size++] = table.types().get(type);
            }
        }
        Requirements readable = cluster.requirements().get(written(requirements, prices, listed));
        return new Listing(left, count, List.of(types), price, readable);
    }

    /// A node that holds reservations is to be launched into one of them.
    private int reserved(NewNode node) {
        String key = Objects.requireNonNull(cluster.problem().labels().reservationId());
        Requirements requirements = cluster.requirements().get(node.requirements());
        return cluster.requirements()
                .intern(requirements
                        .with(Requirement.in(LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED))
                        .and(Requirement.of(key, ValueSet.only(node.reservations()))));
    }

    /// What is written to the claim: what it must be, with the capacity types it can be launched with, without
    /// what only the simulation needs.
    private int written(int requirements, PriceOrder prices, long[] types) {
        int mask = 0;
        for (int i = 0; i < prices.capacityTypes().size(); i++) {
            if (Bits.intersect(prices.typesOfCapacityType().get(i), types)) {
                mask |= 1 << i;
            }
        }
        long key = LongIntTable.pair(requirements, mask);
        int known = written.get(key);
        if (known == LongIntTable.MISSING) {
            Requirements result = cluster.requirements()
                    .get(requirements)
                    .without(LabelKeys.REGISTERED)
                    .without(LabelKeys.INITIALIZED);
            var capacityTypes = new ArrayList<String>();
            for (int i = 0; i < prices.capacityTypes().size(); i++) {
                if ((mask & (1 << i)) != 0) {
                    capacityTypes.add(prices.capacityTypes().get(i));
                }
            }
            if (!capacityTypes.isEmpty()) {
                result = result.and(Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)));
            }
            known = cluster.requirements().intern(result);
            written.put(key, known);
        }
        return known;
    }

    private static SequencedMap<String, Integer> minValues(Requirements readable) {
        var result = new TreeMap<String, Integer>();
        for (Requirement requirement : readable.byKey().values()) {
            if (requirement.minValues() != null) {
                result.put(requirement.key(), requirement.minValues());
            }
        }
        return result;
    }

    /// What the pods ask for, and the least that daemons take on any of the instance types left.
    private Resources requests(NewNode node) {
        Resources pods = cluster.axes().resources(node.total(), node.presence());
        Resources least = null;
        for (CompiledPool.DaemonGroup group : node.pool().daemonGroups()) {
            if (Bits.intersect(group.rows(), node.rows())) {
                Resources overhead = cluster.axes().resources(group.overhead(), group.presence());
                least = least == null ? overhead : least.min(overhead);
            }
        }
        return least == null ? pods : pods.plus(least);
    }
}
