package sh.karpenter.providers.aws.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.instance.ProviderId;
import software.amazon.awssdk.core.exception.SdkException;

/// Tags a machine with what is known only after it joined: its node's name.
///
/// One machine a second: launches share the quota of calls that change things, and tags can wait.
public final class ClaimTags implements Reconciler<ObjectKey> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final NodeClaims claims;
    private final Instances instances;
    private final String cluster;
    private final InstantSource clock;
    private Instant next = Instant.MIN;

    public ClaimTags(NodeClaims claims, Instances instances, String cluster, InstantSource clock) {
        this.claims = claims;
        this.instances = instances;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodeClaim claim = claims.find(key);
        if (claim == null || !taggable(claim)) {
            return Requeue.none();
        }
        String text = claim.statusOrEmpty().providerID();
        ProviderId id = text == null ? null : ProviderId.parse(text);
        if (id == null) {
            LOG.atError().addKeyValue("provider-id", String.valueOf(text)).log("not a provider id of ours");
            return Requeue.none();
        }
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return Requeue.after(Duration.between(now, next));
        }
        try {
            Machine machine = instances.find(id.instanceId());
            if (machine == null) {
                return Requeue.none();
            }
            var tags = new TreeMap<String, String>();
            tags.put("Name", String.valueOf(claim.statusOrEmpty().nodeName()));
            tags.put(AwsNames.TAG_NODE_CLAIM, key.name());
            tags.put(AwsNames.TAG_CLUSTER_NAME, cluster);
            tags.keySet().removeAll(machine.tags().keySet());
            if (!tags.isEmpty()) {
                next = now.plus(WAIT);
                if (!instances.tag(machine.id(), tags)) {
                    return Requeue.none();
                }
            }
        } catch (SdkException broken) {
            LOG.atError().addKeyValue("error", AwsFailure.of(broken).text()).log("cannot tag instance");
            return Requeue.backoff();
        }
        boolean written = claims.patchUnlocked(claim, copy -> {
                            var annotations = new HashMap<>(copy.getMetadata().getAnnotations());
                            annotations.put(AwsNames.ANNOTATION_TAGGED, "true");
                            annotations.put(AwsNames.ANNOTATION_CLUSTER_NAME_TAGGED, "true");
                            copy.getMetadata().setAnnotations(annotations);
                            return copy;
                        })
                        .current()
                != null;
        return written ? Requeue.none() : Requeue.after(WAIT);
    }

    private static boolean taggable(NodeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        String node = claim.statusOrEmpty().nodeName();
        return claim.getMetadata().getDeletionTimestamp() == null
                && claim.getSpec().nodeClassRef().group().equals(AwsNames.GROUP)
                && node != null
                && !node.isEmpty()
                && !("true".equals(annotations.get(AwsNames.ANNOTATION_TAGGED))
                        && "true".equals(annotations.get(AwsNames.ANNOTATION_CLUSTER_NAME_TAGGED)));
    }
}
