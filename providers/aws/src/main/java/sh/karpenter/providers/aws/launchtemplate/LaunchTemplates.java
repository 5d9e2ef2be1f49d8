package sh.karpenter.providers.aws.launchtemplate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.selector.TagFilters;
import sh.karpenter.providers.aws.userdata.NodeBoot;
import sh.karpenter.providers.aws.userdata.UserData;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Launch templates, named by their content: the same order finds the template that it made before, also after a
/// restart. A template that was not used for a minute is deleted.
public final class LaunchTemplates {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration UNUSED_FOR = Duration.ofMinutes(1);
    private static final int PAGE = 200;
    /// EC2 takes 16,384 bytes; from nine tenths on people should know.
    private static final int LONG_USER_DATA = 14_745;

    private final Ec2Client ec2;
    private final ClusterIdentity cluster;
    private final Supplier<@Nullable String> serviceRange;
    private final boolean reservations;
    private final ProviderMeters meters;
    private final InstantSource clock;
    private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();

    /// @param serviceRange addresses of the cluster's services, asked for when an image needs them
    /// @param reservations whether capacity reservations are minded
    public LaunchTemplates(
            Ec2Client ec2,
            ClusterIdentity cluster,
            Supplier<@Nullable String> serviceRange,
            boolean reservations,
            ProviderMeters meters,
            InstantSource clock) {
        this.ec2 = ec2;
        this.cluster = cluster;
        this.serviceRange = serviceRange;
        this.reservations = reservations;
        this.meters = meters;
        this.clock = clock;
    }

    /// What became of an order.
    public sealed interface Outcome {
        /// There is a template.
        ///
        /// @param name its name
        record Ready(String name) implements Outcome {}

        /// The node class does not admit of one.
        ///
        /// @param message says why
        record NotPossible(String message) implements Outcome {}
    }

    /// Finds or makes the template of an order.
    ///
    /// @throws SdkException when AWS refuses or does not answer
    public Outcome ensure(TemplateOrder order) {
        NodeClass nodeClass = order.nodeClass();
        if (nodeClass.securityGroups().isEmpty()) {
            return new Outcome.NotPossible("no security groups are known for node class " + nodeClass.name());
        }
        String range = null;
        if (nodeClass.family() == AmiFamily.AL2023) {
            range = serviceRange.get();
            if (range == null) {
                return new Outcome.NotPossible("EKS does not tell the addresses of services of cluster "
                        + cluster.name() + ", which AL2023 images need");
            }
        }
        NodeBoot boot = NodeBoot.of(cluster, range, nodeClass, order.labels(), order.taints(), order.maxPods());
        return switch (UserData.write(nodeClass.family(), boot)) {
            case UserData.Outcome.Malformed(var message) -> new Outcome.NotPossible(message);
            case UserData.Outcome.Written written -> {
                measure(nodeClass, written);
                var data = TemplateData.of(order, cluster, written.base64(), reservations);
                String name = name(data, order);
                use(name, data, order);
                yield new Outcome.Ready(name);
            }
        };
    }

    private void measure(NodeClass nodeClass, UserData.Outcome.Written written) {
        int bytes = written.text().getBytes(StandardCharsets.UTF_8).length;
        meters.userData(nodeClass.name(), bytes);
        if (bytes >= LONG_USER_DATA) {
            LOG.atInfo()
                    .addKeyValue("EC2NodeClass", nodeClass.name())
                    .addKeyValue("bytes", bytes)
                    .log("user data is near the limit of EC2");
        }
    }

    /// The name that says what is in the template. User data is hidden in the text of the content, so it is added.
    static String name(RequestLaunchTemplateData data, TemplateOrder order) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(data.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(data.userData().getBytes(StandardCharsets.UTF_8));
            digest.update(order.tags().toString().getBytes(StandardCharsets.UTF_8));
            long hash = ByteBuffer.wrap(digest.digest()).getLong();
            return AwsNames.GROUP + "/" + Long.toUnsignedString(hash);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /// One thread at a time per template; others may go on.
    private void use(String name, RequestLaunchTemplateData data, TemplateOrder order) {
        lastUse.compute(name, (_, known) -> {
            if (known == null && !exists(name)) {
                create(name, data, order);
            }
            return clock.instant();
        });
    }

    private boolean exists(String name) {
        try {
            return !ec2.describeLaunchTemplates(DescribeLaunchTemplatesRequest.builder()
                            .launchTemplateNames(name)
                            .build())
                    .launchTemplates()
                    .isEmpty();
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).notFound()) {
                return false;
            }
            throw broken;
        }
    }

    private void create(String name, RequestLaunchTemplateData data, TemplateOrder order) {
        try {
            ec2.createLaunchTemplate(CreateLaunchTemplateRequest.builder()
                    .launchTemplateName(name)
                    .launchTemplateData(data)
                    .tagSpecifications(TagSpecification.builder()
                            .resourceType(ResourceType.LAUNCH_TEMPLATE)
                            .tags(order.tags().forEc2())
                            .build())
                    .build());
            LOG.atDebug().addKeyValue("launch-template", name).log("created launch template");
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).alreadyExists()) {
                throw broken;
            }
        }
    }

    /// EC2 says that these are gone: the next order makes them again.
    public void forget(Collection<String> names) {
        lastUse.keySet().removeAll(names);
    }

    /// Takes charge of all templates of the cluster, those of an earlier process included, so that they are deleted
    /// when nobody uses them.
    ///
    /// @throws SdkException when EC2 does not answer
    public void adopt() {
        for (LaunchTemplate template : find(List.of(clusterFilter()))) {
            lastUse.putIfAbsent(template.launchTemplateName(), clock.instant());
        }
    }

    /// Deletes the templates that were not used for a minute.
    ///
    /// @throws SdkException when EC2 does not answer; what was not deleted stays in charge
    public void sweep() {
        for (String name : List.copyOf(lastUse.keySet())) {
            lastUse.computeIfPresent(name, (_, used) -> {
                if (used.plus(UNUSED_FOR).isAfter(clock.instant())) {
                    return used;
                }
                delete(name);
                return null;
            });
        }
    }

    /// Deletes all templates of a node class.
    ///
    /// @throws SdkException when EC2 does not answer
    public void deleteAll(String nodeClass) {
        var filters =
                List.of(clusterFilter(), TagFilters.filter("tag:" + AwsNames.LABEL_NODE_CLASS, List.of(nodeClass)));
        for (LaunchTemplate template : find(filters)) {
            String name = template.launchTemplateName();
            delete(name);
            lastUse.remove(name);
        }
    }

    private Filter clusterFilter() {
        return TagFilters.filter("tag:" + AwsNames.TAG_CLUSTER_NAME, List.of(cluster.name()));
    }

    private List<LaunchTemplate> find(List<Filter> filters) {
        var request = DescribeLaunchTemplatesRequest.builder()
                .filters(filters)
                .maxResults(PAGE)
                .build();
        var result = new ArrayList<LaunchTemplate>();
        ec2.describeLaunchTemplatesPaginator(request).launchTemplates().forEach(result::add);
        return result;
    }

    private void delete(String name) {
        try {
            ec2.deleteLaunchTemplate(DeleteLaunchTemplateRequest.builder()
                    .launchTemplateName(name)
                    .build());
            LOG.atDebug().addKeyValue("launch-template", name).log("deleted launch template");
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).notFound()) {
                throw broken;
            }
        }
    }
}
