package sh.karpenter.local.kubelets;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubelets.node.NodeSpec;

/// What the kubelets remember of one node. Written by whoever knows: the watch what it has seen, callers what
/// they ask for, and the one worker that serves the node everything else.
final class NodeMemory {
    /// What the API server says of it.
    ///
    /// @param readyReason of its Ready condition, with the status, for example `True/KubeletReady`; empty for
    ///     none
    /// @param complete whether it has an address and says what it runs
    record Seen(String uid, String ready, String readyReason, String address, boolean complete) {
        static Seen of(Node node) {
            String ready = "";
            String reason = "";
            for (NodeCondition condition : node.getStatus().getConditions()) {
                if (condition.getType().equals("Ready")) {
                    ready = condition.getStatus();
                    reason = condition.getReason() == null ? "" : condition.getReason();
                }
            }
            String address = "";
            for (NodeAddress each : node.getStatus().getAddresses()) {
                address = each.getType().equals("InternalIP") ? each.getAddress() : address;
            }
            boolean informed = node.getStatus().getNodeInfo() != null
                    && !node.getStatus().getNodeInfo().getKubeletVersion().isEmpty();
            return new Seen(node.getMetadata().getUid(), ready, reason, address, informed && !address.isEmpty());
        }

        /// Whether the node lifecycle controller gave the node up while its kubelet was silent.
        boolean givenUp() {
            return ready.equals("Unknown")
                    && (readyReason.equals("NodeStatusUnknown") || readyReason.equals("NodeStatusNeverUpdated"));
        }
    }

    volatile @Nullable NodeSpec spec;
    volatile @Nullable Instant registerAt;
    volatile @Nullable Instant since;
    volatile @Nullable Instant renewed;
    volatile @Nullable Seen seen;
    volatile String readied = "";
    volatile boolean registered;
    volatile boolean devicesReported;
    volatile boolean stopped;
    private String registeredAs = "";

    /// The machine boots: it registers, whatever node it was before.
    synchronized void boot(NodeSpec machine, Instant due) {
        spec = machine;
        registerAt = due;
        devicesReported = false;
        since = null;
        stopped = false;
        registered = false;
        registeredAs = "";
    }

    /// It has registered.
    ///
    /// @param uid of the node that it created, empty where it found one
    synchronized void register(String uid, Instant now) {
        registered = true;
        registeredAs = uid;
        since = now;
    }

    /// A node of its name is gone.
    ///
    /// @return whether that was this one. Not when it boots and has not registered yet, or has registered as
    ///     another: word of the deletion may come later than the boot that follows it
    synchronized boolean goesWith(String uid) {
        boolean boots = spec != null && !registered;
        boolean another = registered && !registeredAs.isEmpty() && !registeredAs.equals(uid);
        Seen last = seen;
        if (last != null && last.uid().equals(uid)) {
            seen = null;
        }
        boolean gone = !boots && !another;
        stopped = stopped || gone;
        return gone;
    }
}
