package sh.karpenter.local.aws.ec2.tag;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// The tags of all EC2 resources by resource id. Not safe for use by several threads: the caller holds the
/// account's lock.
public final class Tags {
    private static final int MAXIMUM_PER_RESOURCE = 50;

    private final SortedMap<String, SortedMap<String, String>> byResource = new TreeMap<>();

    /// The tags of a resource by key, a live view; empty when it has none.
    public SortedMap<String, String> of(String resourceId) {
        return Collections.unmodifiableSortedMap(byResource.getOrDefault(resourceId, Collections.emptySortedMap()));
    }

    /// Adds tags to a resource; same keys are overwritten.
    ///
    /// @throws AwsFault `TagLimitExceeded` above 50 tags
    public void put(String resourceId, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        var merged = new TreeMap<>(of(resourceId));
        merged.putAll(tags);
        if (merged.size() > MAXIMUM_PER_RESOURCE) {
            throw AwsFault.client(
                    "TagLimitExceeded", "The maximum number of tags for " + resourceId + " is " + MAXIMUM_PER_RESOURCE);
        }
        byResource.put(resourceId, merged);
    }

    /// Forgets a resource.
    public void forget(String resourceId) {
        byResource.remove(resourceId);
    }

    /// Reads the list `Tag` of a request.
    ///
    /// @throws AwsFault when a key is missing
    public static SortedMap<String, String> read(List<Parameters> tags) {
        var read = new TreeMap<String, String>();
        for (var tag : tags) {
            read.put(tag.required("Key"), tag.text("Value", ""));
        }
        return read;
    }

    /// The tags that a request wants on new resources of a type.
    ///
    /// @param specifications the list `TagSpecification`
    /// @param resourceType for example `instance`
    public static SortedMap<String, String> specified(List<Parameters> specifications, String resourceType) {
        var tags = new TreeMap<String, String>();
        for (var specification : specifications) {
            if (resourceType.equals(specification.text("ResourceType"))) {
                tags.putAll(read(specification.list("Tag")));
            }
        }
        return tags;
    }

    /// Writes the tags of a resource as `tagSet`.
    public void write(Xml xml, String resourceId) {
        write(xml, of(resourceId));
    }

    /// Writes tags as `tagSet`.
    public static void write(Xml xml, Map<String, String> tags) {
        xml.items(
                "tagSet",
                tags.entrySet(),
                (item, tag) -> item.text("key", tag.getKey()).text("value", tag.getValue()));
    }

    /// CreateTags, DeleteTags and DescribeTags.
    ///
    /// @param exists fails for ids that are unknown, with the fault that EC2 would answer
    public Map<String, QueryAction> actions(ResourceCheck exists) {
        return Map.of(
                "CreateTags",
                (request, answer) -> {
                    var tags = read(request.list("Tag"));
                    var ids = request.texts("ResourceId");
                    ids.forEach(exists::require);
                    ids.forEach(id -> put(id, tags));
                    answer.text("return", true);
                },
                "DeleteTags",
                (request, answer) -> {
                    request.texts("ResourceId").forEach(id -> delete(id, request.list("Tag")));
                    answer.text("return", true);
                },
                "DescribeTags",
                this::describe);
    }

    private void delete(String resourceId, List<Parameters> tags) {
        var present = byResource.get(resourceId);
        if (present == null) {
            return;
        }
        if (tags.isEmpty()) {
            present.clear();
        }
        for (var tag : tags) {
            var value = tag.text("Value");
            if (value == null) {
                present.remove(tag.required("Key"));
            } else {
                present.remove(tag.required("Key"), value);
            }
        }
    }

    private void describe(Parameters request, Xml answer) {
        record Tag(String resource, String key, String value) {}
        var all = byResource.entrySet().stream()
                .flatMap(resource -> resource.getValue().entrySet().stream()
                        .map(tag -> new Tag(resource.getKey(), tag.getKey(), tag.getValue())))
                .toList();
        var filters = Filters.<Tag>of()
                .field("resource-id", Tag::resource)
                .field("key", Tag::key)
                .field("value", Tag::value)
                .field("resource-type", tag -> resourceType(tag.resource()))
                .build();
        answer.items(
                "tagSet",
                filters.select(all, request),
                (item, tag) -> item.text("resourceId", tag.resource())
                        .text("resourceType", resourceType(tag.resource()))
                        .text("key", tag.key())
                        .text("value", tag.value()));
    }

    private static String resourceType(String id) {
        var prefix = id.substring(0, Math.max(id.indexOf('-'), 0));
        return switch (prefix) {
            case "i" -> "instance";
            case "lt" -> "launch-template";
            case "sg" -> "security-group";
            case "ami" -> "image";
            case "cr" -> "capacity-reservation";
            case "pg" -> "placement-group";
            case "vol" -> "volume";
            case "eni" -> "network-interface";
            case "sir" -> "spot-instances-request";
            default -> prefix;
        };
    }

    /// Tells whether a resource exists.
    @FunctionalInterface
    public interface ResourceCheck {
        /// @throws AwsFault when there is no such resource
        void require(String resourceId);
    }
}
