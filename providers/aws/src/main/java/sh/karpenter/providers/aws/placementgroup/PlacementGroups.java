package sh.karpenter.providers.aws.placementgroup;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.PlacementGroupSelector;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Finds the placement groups that node classes select.
///
/// An answer is believed for a minute. When EC2 does not answer then, what it said last is still good for
/// launches: a group hardly ever changes.
public final class PlacementGroups {
    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final Ec2Client ec2;
    private final Cache<PlacementGroupSelector, Boolean> fresh;
    private final Cache<PlacementGroupSelector, Optional<PlacementGroup>> known;

    public PlacementGroups(Ec2Client ec2, InstantSource clock) {
        this.ec2 = ec2;
        this.fresh = Caches.expiring(BELIEVED, clock);
        this.known = Caches.expiring(REMEMBERED, clock);
    }

    /// The group that a selector names; empty when there is none, or it is not usable.
    ///
    /// @throws SdkException when EC2 does not answer
    public Optional<PlacementGroup> find(PlacementGroupSelector selector) {
        Optional<PlacementGroup> last = known.getIfPresent(selector);
        if (last != null && fresh.getIfPresent(selector) != null) {
            return last;
        }
        Optional<PlacementGroup> found = ask(selector);
        known.put(selector, found);
        fresh.put(selector, true);
        return found;
    }

    /// The group as launches need it: of what was said last, or asked for once; null when it is not known.
    public @Nullable PlacementGroup lastKnown(@Nullable PlacementGroupSelector selector) {
        if (selector == null) {
            return null;
        }
        Optional<PlacementGroup> last = known.getIfPresent(selector);
        try {
            return (last == null ? find(selector) : last).orElse(null);
        } catch (SdkException broken) {
            return null;
        }
    }

    private Optional<PlacementGroup> ask(PlacementGroupSelector selector) {
        return ec2
                .describePlacementGroups(request -> {
                    request.filters(TagFilters.filter("state", List.of("available")));
                    if (selector.id() != null) {
                        request.groupIds(selector.id());
                    } else if (selector.name() != null) {
                        request.filters(
                                TagFilters.filter("state", List.of("available")),
                                TagFilters.filter("group-name", List.of(selector.name())));
                    }
                })
                .placementGroups()
                .stream()
                .findFirst()
                .map(group -> new PlacementGroup(
                        group.groupId(),
                        group.groupName(),
                        group.strategyAsString(),
                        group.partitionCount() == null ? 0 : group.partitionCount()));
    }
}
