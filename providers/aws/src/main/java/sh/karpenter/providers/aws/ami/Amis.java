package sh.karpenter.providers.aws.ami;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Finds the images that a node class selects: through SSM for an alias, else by id, name and tags.
public final class Amis {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final int PAGE = 1000;
    private static final List<String> TRUSTED_OWNERS = List.of("self", "amazon");

    private final Ec2Client ec2;
    private final ImageIdParameters parameters;
    private final KubernetesVersion kubernetes;
    private final InstantSource clock;
    private final Cache<String, AmiOutcome> found;

    /// @param kubernetes decides which images an alias means
    /// @param refreshAfter how long an answer is used
    public Amis(
            Ec2Client ec2, SsmClient ssm, KubernetesVersion kubernetes, Duration refreshAfter, InstantSource clock) {
        this.ec2 = ec2;
        this.parameters = new ImageIdParameters(ssm, clock);
        this.kubernetes = kubernetes;
        this.clock = clock;
        this.found = Caches.expiring(refreshAfter, clock);
    }

    /// The images of a class.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 or SSM does not answer
    public AmiOutcome find(NodeClass nodeClass) {
        return found.get(nodeClass.uid() + "-" + nodeClass.generation(), _ -> ask(nodeClass));
    }

    /// Forgets what AWS publishes as latest where that image has been given up since.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    public void forgetDeprecated() {
        Map<String, String> cached = parameters.cachedPublished();
        if (cached.isEmpty()) {
            return;
        }
        var query = new Query(
                List.of(TagFilters.filter("image-id", List.copyOf(cached.values()))), List.of(), new TreeMap<>());
        var deprecated =
                images(query).stream().filter(Image::deprecated).map(Image::id).toList();
        cached.values().retainAll(deprecated);
        parameters.forgetPublished(cached.keySet());
    }

    private AmiOutcome ask(NodeClass nodeClass) {
        var queries = new ArrayList<Query>();
        var ids = new ArrayList<String>();
        for (AmiSelectorTerm term : nodeClass.spec().amiSelectorTerms()) {
            if (term.alias() != null) {
                AmiAlias alias = AmiAlias.parse(term.alias());
                if (alias == null) {
                    return new AmiOutcome.UnsupportedAlias(
                            "alias \"" + term.alias() + "\" is not a family and a version. Maybe al2023@latest?");
                }
                String reason = alias.unsupported(kubernetes);
                if (reason != null) {
                    return new AmiOutcome.UnsupportedAlias(reason);
                }
                Query query = aliasQuery(alias);
                if (query != null) {
                    queries.add(query);
                }
            } else if (term.id() != null) {
                ids.add(term.id());
            } else if (term.ssmParameter() != null) {
                String id = parameters.custom(term.ssmParameter());
                if (id != null) {
                    ids.add(id);
                }
            } else {
                queries.add(termQuery(term));
            }
        }
        if (!ids.isEmpty()) {
            queries.add(new Query(List.of(TagFilters.filter("image-id", ids)), List.of(), new TreeMap<>()));
        }
        var candidates = new ArrayList<Image>();
        queries.forEach(query -> candidates.addAll(images(query)));
        return new AmiOutcome.Found(
                Image.select(candidates).stream().map(Amis::resolved).toList());
    }

    private @Nullable Query aliasQuery(AmiAlias alias) {
        var known = new LinkedHashMap<String, List<Requirements>>();
        for (AmiAlias.Parameter parameter : alias.parameters(kubernetes)) {
            String id = parameters.published(parameter.path());
            if (id != null) {
                known.computeIfAbsent(id, _ -> new ArrayList<>()).addAll(parameter.known());
            }
        }
        if (known.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("family", alias.family().text())
                    .addKeyValue("version", alias.version())
                    .addKeyValue("kubernetes", kubernetes.toString())
                    .log("AWS publishes no image for the alias");
            return null;
        }
        return new Query(List.of(TagFilters.filter("image-id", List.copyOf(known.keySet()))), List.of(), known);
    }

    private static Query termQuery(AmiSelectorTerm term) {
        var filters = new ArrayList<Filter>();
        if (term.name() != null) {
            filters.add(TagFilters.filter("name", List.of(term.name())));
        }
        filters.addAll(TagFilters.of(term.tags()));
        List<String> owners = List.of();
        if (term.owner() != null) {
            owners = List.of(term.owner());
        } else if (term.name() != null) {
            owners = TRUSTED_OWNERS;
        }
        return new Query(filters, owners, new TreeMap<>());
    }

    private List<Image> images(Query query) {
        var filters = new ArrayList<>(query.filters());
        filters.add(TagFilters.filter("state", List.of("available")));
        var request = DescribeImagesRequest.builder()
                .filters(filters)
                .includeDeprecated(true)
                .maxResults(PAGE);
        if (!query.owners().isEmpty()) {
            request.owners(query.owners());
        }
        var images = new ArrayList<Image>();
        for (var image : ec2.describeImagesPaginator(request.build()).images()) {
            String architecture = switch (image.architectureAsString()) {
                case "x86_64" -> "amd64";
                case "arm64" -> "arm64";
                case null, default -> "";
            };
            if (architecture.isEmpty()) {
                continue;
            }
            Requirement own = Requirement.in(LabelKeys.ARCH, architecture);
            Instant deprecation = time(image.deprecationTime());
            boolean deprecated = deprecation.isAfter(Instant.EPOCH) && !deprecation.isAfter(clock.instant());
            for (Requirements known : query.known().getOrDefault(image.imageId(), List.of(Requirements.none()))) {
                images.add(new Image(
                        image.imageId(),
                        image.name() == null ? "" : image.name(),
                        time(image.creationDate()),
                        deprecated,
                        known.and(own)));
            }
        }
        return images;
    }

    /// The time in EC2's text; the epoch when there is none or it cannot be read, so that the image counts as
    /// oldest.
    private static Instant time(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException notATime) {
            return Instant.EPOCH;
        }
    }

    private static ResolvedAmi resolved(Image image) {
        var requirements = new ArrayList<NodeRequirement>();
        for (Requirement requirement : image.requirements().byKey().values()) {
            var values = requirement.values() instanceof ValueSet.Only only && !only.isEmpty()
                    ? List.copyOf(only.values())
                    : null;
            requirements.add(new NodeRequirement(
                    requirement.key(), requirement.values().operator().text(), values, null));
        }
        requirements.sort(Comparator.comparingInt(
                        (NodeRequirement requirement) -> requirement.key().length())
                .thenComparing(NodeRequirement::key));
        return new ResolvedAmi(
                image.id(), image.name(), image.deprecated() ? true : null, Collections.unmodifiableList(requirements));
    }

    /// One question to EC2.
    ///
    /// @param known by image id: what is known of it beyond what EC2 tells
    private record Query(List<Filter> filters, List<String> owners, Map<String, List<Requirements>> known) {}
}
