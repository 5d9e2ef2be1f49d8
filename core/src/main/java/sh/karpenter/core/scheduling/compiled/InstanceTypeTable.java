package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// One list of instance types as columns, so that "which of them could take this" is a few ANDs over machine words.
///
/// ## What it holds
/// A *row* is an instance type under one allocatable: nearly always one row per type, and one more per distinct
/// override that its available offerings bring (a type fits when one row has both the room and an offering).
/// Sets of rows are `long[]` bitsets of [#words] words.
///
/// ## Layout
/// - per label key: the distinct value sets that types have, each with the rows that have it, so that a
///   requirement costs one test per distinct value set and not per type;
/// - per distinct requirements of offerings (zone, capacity type, reservation): the rows with such an available
///   offering;
/// - per resource axis that somebody asks for: the distinct allocatable amounts in ascending order, each with the
///   rows that have at least that much, so that "fits" is a binary search and an AND per axis;
/// - per resource axis that a pool limits: the rows from the largest machine to the smallest.
///
/// Answers per requirements id are remembered: claims of one pool go through few distinct narrowings.
///
/// ## Cost
/// 400 types, three axes of 400 distinct amounts: 20 KiB, and 72 bytes more for each amount that is asked for. A filter
/// is some tens of nanoseconds against some microseconds for a loop over the types.
///
/// Twins: [Requirements#intersects], [Requirements#compatible], [Resources#fitsIn].
public final class InstanceTypeTable {
    private final List<InstanceType> types;
    private final RequirementTable requirements;
    private final ResourceAxes axes;

    private final int rows;
    private final int words;
    private final int[] typeOfRow;
    private final int[] firstRowOfType;
    private final long[][] allocatable;
    private final long[][] capacity;
    private final long[] greatestCapacity;
    private final long[] usable;
    private final int[] @Nullable [] byCapacity;
    private final @Nullable Amounts[] amounts;

    private final int[] offeringRequirements;
    private final long[][] rowsWithOffering;
    private final int[][] offeringKinds;
    private final List<Boolean> reservedKinds = new ArrayList<>();
    private final List<String> capacityTypes = new ArrayList<>();

    private final TreeMap<String, KeyColumn> columns = new TreeMap<>();
    private final LinkedHashMap<Requirement, long[]> rowsOfRequirement = new LinkedHashMap<>();
    private final List<long[]> matching = new ArrayList<>();
    private final List<long[]> offered = new ArrayList<>();
    private final List<long[]> candidates = new ArrayList<>();
    private final List<PriceOrder> prices = new ArrayList<>();

    /// The distinct allocatable amounts along one axis, made when a pod first asks for some of it.
    ///
    /// @param values the amounts, rising
    /// @param atLeast per amount: the rows that have it or more, made when asked for
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    private record Amounts(long[] values, long[] @Nullable [] atLeast) {}

    /// The distinct value sets of one key over the types.
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    private record KeyColumn(List<ValueSet> sets, List<long[]> rows, long[] undefined) {}

    /// @param types in order of name
    public InstanceTypeTable(List<InstanceType> types, RequirementTable requirements, ResourceAxes axes) {
        this.types = types;
        this.requirements = requirements;
        this.axes = axes;
        var rowTypes = new ArrayList<Integer>();
        var rowAllocatable = new ArrayList<long[]>();
        var rowOfOffering = new ArrayList<int[]>();
        this.firstRowOfType = new int[types.size()];
        this.capacity = new long[types.size()][];
        this.greatestCapacity = new long[axes.count()];
        boolean[] hugePageAxes = hugePageAxes();
        for (int t = 0; t < types.size(); t++) {
            InstanceType type = types.get(t);
            firstRowOfType[t] = rowTypes.size();
            capacity[t] = axes.compile(type.capacity());
            for (int axis = 0; axis < greatestCapacity.length; axis++) {
                greatestCapacity[axis] = Math.max(greatestCapacity[axis], capacity[t][axis]);
            }
            rowTypes.add(t);
            rowAllocatable.add(allocatable(type, capacity[t], hugePageAxes));
            int[] ofOffering = new int[type.offerings().size()];
            for (int o = 0; o < ofOffering.length; o++) {
                Offering offering = type.offerings().get(o);
                ofOffering[o] = firstRowOfType[t];
                if (offering.available()
                        && (offering.capacityOverride() != null || offering.overheadOverride() != null)) {
                    long[] amounts = axes.compile(type.allocatable(offering));
                    int row = firstRowOfType[t];
                    while (row < rowTypes.size() && !Arrays.equals(rowAllocatable.get(row), amounts)) {
                        row++;
                    }
                    if (row == rowTypes.size()) {
                        rowTypes.add(t);
                        rowAllocatable.add(amounts);
                    }
                    ofOffering[o] = row;
                }
            }
            rowOfOffering.add(ofOffering);
        }
        this.rows = rowTypes.size();
        this.words = Bits.words(rows);
        this.typeOfRow = new int[rows];
        for (int row = 0; row < rows; row++) {
            typeOfRow[row] = rowTypes.get(row);
        }
        this.allocatable = rowAllocatable.toArray(new long[0][]);
        this.usable = usable();
        this.amounts = new Amounts[axes.count()];
        this.byCapacity = new int[axes.count()][];
        var kinds = new LinkedHashMap<Requirements, Integer>();
        var kindRows = new ArrayList<long[]>();
        this.offeringKinds = new int[types.size()][];
        compileOfferings(rowOfOffering, kinds, kindRows);
        this.offeringRequirements = new int[kinds.size()];
        for (var entry : kinds.entrySet()) {
            offeringRequirements[entry.getValue()] = requirements.intern(entry.getKey());
        }
        this.rowsWithOffering = kindRows.toArray(new long[0][]);
    }

    private boolean[] hugePageAxes() {
        boolean[] result = new boolean[axes.count()];
        for (int axis = 0; axis < result.length; axis++) {
            result[axis] = axes.name(axis).startsWith("hugepages-");
        }
        return result;
    }

    /// Twin of [InstanceType#allocatable()].
    private long[] allocatable(InstanceType type, long[] ofCapacity, boolean[] hugePageAxes) {
        long[] result = ofCapacity.clone();
        for (var overhead : type.overhead().amounts().entrySet()) {
            int axis = axes.axis(overhead.getKey());
            if (axis >= 0 && type.capacity().has(overhead.getKey())) {
                result[axis] = ResourceAxes.add(result[axis], -overhead.getValue());
            }
        }
        long hugePages = 0;
        for (int axis = 0; axis < result.length; axis++) {
            if (hugePageAxes[axis] && result[axis] != 0) {
                hugePages = ResourceAxes.add(hugePages, ofCapacity[axis]);
            }
        }
        if (hugePages != 0) {
            int memory = axes.axis(ResourceNames.MEMORY);
            result[memory] = Math.max(0, ResourceAxes.add(result[memory], -hugePages));
        }
        return result;
    }

    private long[] usable() {
        long[] result = new long[words];
        for (int row = 0; row < rows; row++) {
            boolean negative = false;
            for (long amount : allocatable[row]) {
                negative = negative || amount < 0;
            }
            if (!negative) {
                Bits.add(result, row);
            }
        }
        return result;
    }

    private Amounts amounts(int axis) {
        Amounts known = amounts[axis];
        if (known == null) {
            known = compileAmounts(axis);
            amounts[axis] = known;
        }
        return known;
    }

    /// Keeps the distinct amounts sorted while going through the rows; catalogues come in rising order or nearly
    /// so, and then an amount is put at the end.
    private Amounts compileAmounts(int axis) {
        long[] values = new long[rows];
        int distinct = 0;
        for (int row = 0; row < rows; row++) {
            long amount = allocatable[row][axis];
            int at = distinct > 0 && values[distinct - 1] < amount
                    ? ~distinct
                    : Arrays.binarySearch(values, 0, distinct, amount);
            if (at < 0) {
                at = ~at;
                System.arraycopy(values, at, values, at + 1, distinct - at);
                values[at] = amount;
                distinct++;
            }
        }
        return new Amounts(Arrays.copyOf(values, distinct), new long[distinct][]);
    }

    private long[] rowsWith(int axis, long amount) {
        long[] result = new long[words];
        for (int row = 0; row < rows; row++) {
            if (allocatable[row][axis] >= amount) {
                Bits.add(result, row);
            }
        }
        return result;
    }

    private void compileOfferings(
            List<int[]> rowOfOffering, SequencedMap<Requirements, Integer> kinds, List<long[]> kindRows) {
        var byInstance = new IdentityHashMap<Requirements, Integer>();
        for (int t = 0; t < types.size(); t++) {
            List<Offering> offerings = types.get(t).offerings();
            offeringKinds[t] = new int[offerings.size()];
            for (int o = 0; o < offerings.size(); o++) {
                Offering offering = offerings.get(o);
                Integer kind = byInstance.get(offering.requirements());
                if (kind == null) {
                    kind = kinds.get(offering.requirements());
                    if (kind == null) {
                        kind = kinds.size();
                        kinds.put(offering.requirements(), kind);
                        kindRows.add(new long[words]);
                        reservedKinds.add(offering.reserved());
                        capacityTypes.add(offering.capacityType());
                    }
                    byInstance.put(offering.requirements(), kind);
                }
                offeringKinds[t][o] = kind;
                if (offering.available()) {
                    Bits.add(kindRows.get(kind), rowOfOffering.get(t)[o]);
                }
            }
        }
    }

    /// The types, in order of name.
    public List<InstanceType> types() {
        return types;
    }

    /// How many rows there are.
    public int rows() {
        return rows;
    }

    /// Words of a set of rows.
    public int words() {
        return words;
    }

    /// The type of a row, as index into [#types].
    public int typeOfRow(int row) {
        return typeOfRow[row];
    }

    /// What pods may use of a row, per axis.
    public long[] allocatable(int row) {
        return allocatable[row];
    }

    /// What a machine of the type has, per axis.
    public long[] capacity(int type) {
        return capacity[type];
    }

    /// The greatest capacity of any type, per axis.
    public long[] greatestCapacity() {
        return greatestCapacity;
    }

    /// The most that any of a set of rows has along an axis, 0 for an empty set.
    public long greatestCapacity(int axis, long[] rowSet) {
        int[] order = byCapacity[axis];
        if (order == null) {
            order = fallingCapacity(axis);
            byCapacity[axis] = order;
        }
        for (int row : order) {
            if (Bits.has(rowSet, row)) {
                return Math.max(0, capacity[typeOfRow[row]][axis]);
            }
        }
        return 0;
    }

    /// By binary insertion: catalogues come in rising order or nearly so.
    private int[] fallingCapacity(int axis) {
        int[] order = new int[rows];
        for (int row = 0; row < rows; row++) {
            long amount = capacity[typeOfRow[row]][axis];
            int low = 0;
            int high = row;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (capacity[typeOfRow[order[middle]]][axis] > amount) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            System.arraycopy(order, low, order, low + 1, row - low);
            order[low] = row;
        }
        return order;
    }

    /// Whether any offering is of reserved capacity.
    public boolean hasReservations() {
        return reservedKinds.contains(true);
    }

    /// All rows.
    public long[] allRows() {
        return Bits.all(rows);
    }

    /// The requirements id of an offering.
    public int offeringRequirements(int type, int offering) {
        return offeringRequirements[offeringKinds[type][offering]];
    }

    /// The rows whose type has a value in common with each shared key of the requirements. Do not change the
    /// answer.
    public long[] matching(int requirementsId) {
        long[] known = remembered(matching, requirementsId);
        if (known == null) {
            known = allRows();
            for (Requirement requirement :
                    requirements.get(requirementsId).byKey().values()) {
                long[] ofKey = rowsOf(requirement);
                for (int w = 0; w < words; w++) {
                    known[w] &= ofKey[w];
                }
            }
            matching.set(requirementsId, known);
        }
        return known;
    }

    /// The rows with an available offering that is compatible with the requirements. Do not change the answer.
    public long[] offered(int requirementsId) {
        long[] known = remembered(offered, requirementsId);
        if (known == null) {
            known = new long[words];
            for (int kind = 0; kind < offeringRequirements.length; kind++) {
                if (requirements.compatible(requirementsId, offeringRequirements[kind])) {
                    for (int w = 0; w < words; w++) {
                        known[w] |= rowsWithOffering[kind][w];
                    }
                }
            }
            offered.set(requirementsId, known);
        }
        return known;
    }

    /// The rows of both [#matching] and [#offered] that can hold anything at all. Do not change the answer.
    public long[] candidates(int requirementsId) {
        long[] known = remembered(candidates, requirementsId);
        if (known == null) {
            long[] match = matching(requirementsId);
            long[] offer = offered(requirementsId);
            known = new long[words];
            for (int w = 0; w < words; w++) {
                known[w] = match[w] & offer[w] & usable[w];
            }
            candidates.set(requirementsId, known);
        }
        return known;
    }

    /// How many distinct requirements offerings have.
    int offeringKinds() {
        return offeringRequirements.length;
    }

    /// Which of the distinct requirements an offering has.
    int kindOf(int type, int offering) {
        return offeringKinds[type][offering];
    }

    /// Whether the requirements are compatible with those of a kind of offering.
    boolean compatibleWithKind(int requirementsId, int kind) {
        return requirements.compatible(requirementsId, offeringRequirements[kind]);
    }

    /// The capacity type of a kind of offering.
    String capacityTypeOf(int kind) {
        return capacityTypes.get(kind);
    }

    /// Whether an offering of the kind can be launched now; twin of [Offering#launchable].
    boolean launchable(Offering offering, int kind) {
        return offering.available() && (!reservedKinds.get(kind) || offering.reservationCapacity() > 0);
    }

    /// Whether the requirements are compatible with an offering.
    public boolean compatible(int requirementsId, int type, int offering) {
        return requirements.compatible(requirementsId, offeringRequirements[offeringKinds[type][offering]]);
    }

    /// Removes from a set of rows those that do not hold the total.
    public void keepFitting(long[] rowSet, long[] total) {
        for (int w = 0; w < words; w++) {
            rowSet[w] &= usable[w];
        }
        for (int axis = 0; axis < total.length; axis++) {
            long amount = total[axis];
            // What is usable has nothing below zero.
            if (amount <= 0) {
                continue;
            }
            Amounts ofAxis = amounts(axis);
            long[] values = ofAxis.values();
            int index = Arrays.binarySearch(values, amount);
            if (index < 0) {
                index = -index - 1;
            }
            if (index == values.length) {
                Arrays.fill(rowSet, 0);
                return;
            }
            long[] having = ofAxis.atLeast()[index];
            if (having == null) {
                having = rowsWith(axis, values[index]);
                ofAxis.atLeast()[index] = having;
            }
            for (int w = 0; w < words; w++) {
                rowSet[w] &= having[w];
            }
        }
    }

    /// The types of a set of rows by their price under the requirements.
    public PriceOrder prices(int requirementsId) {
        while (prices.size() <= requirementsId) {
            prices.add(PriceOrder.UNKNOWN);
        }
        PriceOrder known = prices.get(requirementsId);
        if (known.isUnknown()) {
            known = PriceOrder.of(this, requirementsId);
            prices.set(requirementsId, known);
        }
        return known;
    }

    /// The first row of each type of which a row is in the set, as set.
    public long[] typesOf(long[] rowSet) {
        if (rows == types.size()) {
            return rowSet;
        }
        long[] result = new long[Bits.words(types.size())];
        for (int row = Bits.next(rowSet, 0); row >= 0; row = Bits.next(rowSet, row + 1)) {
            Bits.add(result, typeOfRow[row]);
        }
        return result;
    }

    private long[] rowsOf(Requirement requirement) {
        var bare = Requirement.of(requirement.key(), requirement.values());
        long[] known = rowsOfRequirement.get(bare);
        if (known == null) {
            KeyColumn column = columns.get(bare.key());
            if (column == null) {
                column = compileKey(bare.key());
                columns.put(bare.key(), column);
            }
            known = column.undefined().clone();
            for (int i = 0; i < column.sets().size(); i++) {
                if (met(bare, column.sets().get(i))) {
                    long[] having = column.rows().get(i);
                    for (int w = 0; w < words; w++) {
                        known[w] |= having[w];
                    }
                }
            }
            rowsOfRequirement.put(bare, known);
        }
        return known;
    }

    private static boolean met(Requirement requirement, ValueSet ofType) {
        var typeRequirement = Requirement.of(requirement.key(), ofType);
        return (requirement.lenient() && typeRequirement.lenient())
                || requirement.values().overlaps(ofType);
    }

    private KeyColumn compileKey(String key) {
        var sets = new LinkedHashMap<ValueSet, long[]>();
        long[] undefined = new long[words];
        ValueSet last = null;
        long[] having = UNKNOWN;
        for (int row = 0; row < rows; row++) {
            Requirement requirement = types.get(typeOfRow[row]).requirements().get(key);
            if (requirement == null) {
                Bits.add(undefined, row);
            } else {
                // Types that follow each other mostly have the same values, and often the same instance.
                if (last == null || !requirement.values().equals(last)) {
                    last = requirement.values();
                    having = sets.get(last);
                    if (having == null) {
                        having = new long[words];
                        sets.put(last, having);
                    }
                }
                Bits.add(having, row);
            }
        }
        return new KeyColumn(new ArrayList<>(sets.keySet()), new ArrayList<>(sets.values()), undefined);
    }

    private static long @Nullable [] remembered(List<long[]> memory, int id) {
        while (memory.size() <= id) {
            memory.add(UNKNOWN);
        }
        long[] known = memory.get(id);
        return known.length == 0 ? null : known;
    }

    private static final long[] UNKNOWN = new long[0];
}
