package sh.karpenter.providers.aws.instanceprofile;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.hash.Fnv;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.tag.ResourceTags;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;

/// Makes and removes the instance profiles of node classes that name a role.
///
/// A profile's name follows from region, class and role: making it again after a lost write finds it. Another role
/// means another profile, so that machines that are starting keep theirs.
public final class InstanceProfiles {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration KNOWN_FOR = Duration.ofMinutes(15);
    private static final Duration MISSING_ROLE_FOR = Duration.ofMinutes(1);
    private static final Duration PROTECTED_FOR = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,128}");

    private final IamClient iam;
    private final ClusterIdentity cluster;
    private final Cache<String, InstanceProfile> known;
    private final Cache<String, SdkException> missingRoles;
    private final Cache<String, Boolean> inUse;

    public InstanceProfiles(IamClient iam, ClusterIdentity cluster, InstantSource clock) {
        this.iam = iam;
        this.cluster = cluster;
        this.known = Caches.expiring(KNOWN_FOR, clock);
        this.missingRoles = Caches.expiring(MISSING_ROLE_FOR, clock);
        this.inUse = Caches.expiring(PROTECTED_FOR, clock);
    }

    /// The profile of a class: the one that it names, or one with its role, made if there is none.
    ///
    /// @throws SdkException when IAM refuses or does not answer
    public String ensure(NodeClass nodeClass) {
        String current = nodeClass.status().instanceProfile();
        if (current != null) {
            inUse.put(current, true);
        }
        String given = nodeClass.spec().instanceProfile();
        if (given != null) {
            return given;
        }
        String role = nodeClass.spec().role() == null
                ? ""
                : lastSegment(nodeClass.spec().role());
        if (current != null && role.equals(roleOf(find(current)))) {
            return current;
        }
        SdkException missing = missingRoles.getIfPresent(role);
        if (missing != null) {
            throw missing;
        }
        String name = name(nodeClass, role);
        create(name, role, nodeClass);
        inUse.put(name, true);
        return name;
    }

    private void create(String name, String role, NodeClass nodeClass) {
        InstanceProfile profile = find(name);
        if (profile == null) {
            ResourceTags tags = ResourceTags.of(cluster.name(), nodeClass).and(LabelKeys.REGION, cluster.region());
            profile = iam.createInstanceProfile(request -> request.instanceProfileName(name)
                            .path(path(nodeClass.uid()))
                            .tags(tags.forIam()))
                    .instanceProfile();
            LOG.atInfo().addKeyValue("instance-profile", name).log("created instance profile");
        }
        String attached = roleOf(profile);
        if (role.equals(attached)) {
            return;
        }
        known.invalidate(name);
        if (attached != null) {
            iam.removeRoleFromInstanceProfile(
                    request -> request.instanceProfileName(name).roleName(attached));
        }
        try {
            iam.addRoleToInstanceProfile(
                    request -> request.instanceProfileName(name).roleName(role));
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).roleNotFound()) {
                missingRoles.put(role, broken);
                delete(name);
            }
            throw broken;
        }
    }

    private @Nullable InstanceProfile find(String name) {
        InstanceProfile cached = known.getIfPresent(name);
        if (cached != null) {
            return cached;
        }
        try {
            InstanceProfile profile = iam.getInstanceProfile(request -> request.instanceProfileName(name))
                    .instanceProfile();
            known.put(name, profile);
            return profile;
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).notFound()) {
                return null;
            }
            throw broken;
        }
    }

    private static @Nullable String roleOf(@Nullable InstanceProfile profile) {
        return profile == null || profile.roles().isEmpty()
                ? null
                : profile.roles().getFirst().roleName();
    }

    /// A role may be written with its path; profiles know it by its name.
    private static String lastSegment(String role) {
        return role.substring(role.lastIndexOf('/') + 1);
    }

    private String path(String nodeClassUid) {
        return clusterPath() + nodeClassUid + "/";
    }

    private String clusterPath() {
        return "/karpenter/" + cluster.region() + "/" + cluster.name() + "/";
    }

    private String name(NodeClass nodeClass, String role) {
        try {
            String text = String.join("\n", cluster.region(), nodeClass.name(), nodeClass.uid(), role);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return cluster.name() + "_"
                    + Long.toUnsignedString(ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /// Removes all profiles that were made for a class, also the one that Karpenter made for it before 1.6.
    ///
    /// @throws SdkException when IAM refuses or does not answer
    public void deleteAll(NodeClass nodeClass) {
        list(path(nodeClass.uid())).forEach(this::delete);
        delete(nameBefore16(nodeClass.name()));
    }

    /// The name follows from region and class alone. Source: Karpenter 1.5, names of instance profiles.
    private String nameBefore16(String nodeClass) {
        return cluster.name() + "_" + Long.toUnsignedString(Fnv.text(cluster.region() + nodeClass));
    }

    /// The profiles of all classes of the cluster.
    ///
    /// @throws SdkException when IAM does not answer
    public List<String> ofCluster() {
        return list(clusterPath());
    }

    /// Whether a class used the profile within the last hour, so that machines may be starting with it.
    public boolean recentlyUsed(String name) {
        return inUse.getIfPresent(name) != null;
    }

    private List<String> list(String path) {
        var request = ListInstanceProfilesRequest.builder().pathPrefix(path).build();
        var names = new ArrayList<String>();
        iam.listInstanceProfilesPaginator(request)
                .instanceProfiles()
                .forEach(profile -> names.add(profile.instanceProfileName()));
        return names;
    }

    /// Removes a profile; one that does not exist is removed already.
    ///
    /// @throws SdkException when IAM refuses or does not answer
    public void delete(String name) {
        if (!NAME.matcher(name).matches()) {
            return;
        }
        known.invalidate(name);
        try {
            InstanceProfile profile = iam.getInstanceProfile(request -> request.instanceProfileName(name))
                    .instanceProfile();
            String role = roleOf(profile);
            if (role != null) {
                iam.removeRoleFromInstanceProfile(
                        request -> request.instanceProfileName(name).roleName(role));
            }
            iam.deleteInstanceProfile(request -> request.instanceProfileName(name));
            inUse.invalidate(name);
            LOG.atInfo().addKeyValue("instance-profile", name).log("deleted instance profile");
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).notFound()) {
                throw broken;
            }
        }
    }
}
