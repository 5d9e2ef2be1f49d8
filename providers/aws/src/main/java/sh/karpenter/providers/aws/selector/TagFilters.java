package sh.karpenter.providers.aws.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;

/// EC2 filters for the tags of a selector term.
public final class TagFilters {
    private static final String ANY = "*";

    private TagFilters() {}

    /// One filter per tag, in order of key: the value must be equal, or anything where it is `*`.
    public static List<Filter> of(@Nullable Map<String, String> tags) {
        var filters = new ArrayList<Filter>();
        if (tags != null) {
            new TreeMap<>(tags)
                    .forEach((key, value) -> filters.add(
                            value.equals(ANY)
                                    ? filter("tag-key", List.of(key))
                                    : filter("tag:" + key, List.of(value))));
        }
        return filters;
    }

    /// A filter that one of several values passes.
    public static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }
}
