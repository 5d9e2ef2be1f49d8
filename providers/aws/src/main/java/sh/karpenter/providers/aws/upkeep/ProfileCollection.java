package sh.karpenter.providers.aws.upkeep;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instanceprofile.InstanceProfiles;
import software.amazon.awssdk.core.exception.SdkException;

/// Removes instance profiles that were made for the cluster and that no class and no claim uses.
public final class ProfileCollection implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration EVERY = Duration.ofMinutes(30);

    private final InstanceProfiles profiles;
    private final Store<EC2NodeClass> classes;
    private final Store<NodeClaim> claims;

    public ProfileCollection(InstanceProfiles profiles, Store<EC2NodeClass> classes, Store<NodeClaim> claims) {
        this.profiles = profiles;
        this.classes = classes;
        this.claims = claims;
    }

    @Override
    public Requeue get() {
        if (!classes.synced() || !claims.synced()) {
            return Requeue.after(Duration.ofSeconds(10));
        }
        try {
            Set<String> used = used();
            for (String profile : profiles.ofCluster()) {
                if (!used.contains(profile) && !profiles.recentlyUsed(profile)) {
                    profiles.delete(profile);
                }
            }
            return Requeue.after(EVERY);
        } catch (SdkException broken) {
            LOG.atError().addKeyValue("error", AwsFailure.of(broken).text()).log("cannot collect instance profiles");
            return Requeue.backoff();
        }
    }

    private Set<String> used() {
        Set<String> used = new HashSet<>();
        for (EC2NodeClass nodeClass : classes.list()) {
            String profile = nodeClass.statusOrEmpty().instanceProfile();
            if (profile != null) {
                used.add(profile);
            }
        }
        for (NodeClaim claim : claims.list()) {
            String profile = claim.getMetadata().getAnnotations().get(AwsNames.ANNOTATION_INSTANCE_PROFILE);
            if (profile != null) {
                used.add(profile);
            }
        }
        return used;
    }
}
