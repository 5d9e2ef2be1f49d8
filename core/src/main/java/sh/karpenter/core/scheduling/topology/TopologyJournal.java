package sh.karpenter.core.scheduling.topology;

import java.util.Arrays;

/// Changes the counts of topology groups for one solve and takes the changes back after it.
///
/// A solve takes the pods of its batch out of the counts and puts placements in; all of it passes here. So a what-if
/// costs as much as the pods that it moves, not as much as the cluster.
final class TopologyJournal {
    private static final byte RECORDED = 1;
    private static final byte UNRECORDED = 2;
    private static final byte UNREGISTERED = 3;
    private static final byte OWNED = 4;
    private static final byte DISOWNED = 5;

    private final boolean kept;
    private TopologyGroup[] touched = new TopologyGroup[64];
    private int[] touchedDomain = new int[64];
    private byte[] change = new byte[64];
    private int changes;

    /// @param kept whether anything is to be taken back; otherwise changes are made and forgotten
    TopologyJournal(boolean kept) {
        this.kept = kept;
    }

    /// A selected pod comes to a domain.
    void record(TopologyGroup group, int domain) {
        group.record(domain);
        note(group, domain, RECORDED);
    }

    /// A selected pod leaves a domain.
    void unrecord(TopologyGroup group, int domain) {
        group.unrecord(domain);
        note(group, domain, UNRECORDED);
    }

    /// What gave a domain is thought away.
    void unregister(TopologyGroup group, int domain) {
        group.unregister(domain);
        note(group, domain, UNREGISTERED);
    }

    /// A pod makes an inverse group.
    void own(TopologyGroup group) {
        group.owners(1);
        note(group, 0, OWNED);
    }

    /// A pod that makes an inverse group is thought away.
    void disown(TopologyGroup group) {
        group.owners(-1);
        note(group, 0, DISOWNED);
    }

    private void note(TopologyGroup group, int domain, byte what) {
        if (!kept) {
            return;
        }
        if (changes == touched.length) {
            touched = Arrays.copyOf(touched, changes * 2);
            touchedDomain = Arrays.copyOf(touchedDomain, changes * 2);
            change = Arrays.copyOf(change, changes * 2);
        }
        touched[changes] = group;
        touchedDomain[changes] = domain;
        change[changes++] = what;
    }

    /// Takes back everything that was changed.
    void undo() {
        while (changes > 0) {
            changes--;
            TopologyGroup group = touched[changes];
            int domain = touchedDomain[changes];
            switch (change[changes]) {
                case RECORDED -> group.unrecord(domain);
                case UNRECORDED -> group.record(domain);
                case UNREGISTERED -> group.register(domain);
                case OWNED -> group.owners(-1);
                case DISOWNED -> group.owners(1);
                default -> throw new IllegalStateException("not a change: " + change[changes]);
            }
        }
    }
}
