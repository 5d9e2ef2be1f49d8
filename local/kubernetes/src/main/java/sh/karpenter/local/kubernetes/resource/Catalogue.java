package sh.karpenter.local.kubernetes.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every resource that is served at this moment: the built-in ones and those of established
/// CustomResourceDefinitions. Readers see one consistent set; a change replaces the whole set.
public final class Catalogue {
    private volatile Served served;

    /// Starts with the built-in resources; their order is the order of discovery.
    public Catalogue(Collection<ResourceDefinition> builtIn) {
        SequencedMap<String, ResourceDefinition> definitions = new LinkedHashMap<>();
        builtIn.forEach(definition -> definitions.put(definition.qualifiedName(), definition));
        this.served = new Served(definitions, 1);
    }

    /// A consistent set of resources.
    ///
    /// @param definitions by qualified name, in the order of discovery
    /// @param generation raised by every change
    public record Served(SequencedMap<String, ResourceDefinition> definitions, long generation) {

        /// Groups in the order of discovery, each with its versions by preference.
        public SequencedMap<String, List<String>> groups() {
            SequencedMap<String, List<String>> groups = new LinkedHashMap<>();
            for (ResourceDefinition definition : definitions.values()) {
                List<String> versions = groups.computeIfAbsent(definition.group(), group -> new ArrayList<>());
                for (ServedVersion version : definition.versions()) {
                    if (version.served() && !versions.contains(version.name())) {
                        versions.add(version.name());
                    }
                }
            }
            groups.values().forEach(versions -> versions.sort(VersionOrder.INSTANCE));
            return groups;
        }

        /// The resources of a group in a version, by plural name.
        public Collection<ResourceDefinition> resources(String group, String version) {
            Map<String, ResourceDefinition> found = new TreeMap<>();
            for (ResourceDefinition definition : definitions.values()) {
                if (definition.group().equals(group) && definition.version(version) != null) {
                    found.put(definition.names().plural(), definition);
                }
            }
            return found.values();
        }
    }

    /// The set at this moment.
    public Served served() {
        return served;
    }

    /// The resource of that group and plural name, or null.
    public @Nullable ResourceDefinition find(String group, String plural) {
        return served.definitions().get(group.isEmpty() ? plural : plural + "." + group);
    }

    /// Adds or replaces a resource.
    public synchronized void serve(ResourceDefinition definition) {
        SequencedMap<String, ResourceDefinition> definitions = new LinkedHashMap<>(served.definitions());
        definitions.put(definition.qualifiedName(), definition);
        served = new Served(Collections.unmodifiableSequencedMap(definitions), served.generation() + 1);
    }

    /// Stops serving a resource.
    public synchronized void withdraw(String qualifiedName) {
        SequencedMap<String, ResourceDefinition> definitions = new LinkedHashMap<>(served.definitions());
        if (definitions.remove(qualifiedName) != null) {
            served = new Served(Collections.unmodifiableSequencedMap(definitions), served.generation() + 1);
        }
    }

    /// Stable versions before beta before alpha, higher numbers first; names of another form last,
    /// alphabetically.
    public static final class VersionOrder implements Comparator<String> {
        /// The one instance.
        public static final VersionOrder INSTANCE = new VersionOrder();

        private VersionOrder() {}

        @Override
        public int compare(String left, String right) {
            long[] leftRank = rank(left);
            long[] rightRank = rank(right);
            for (int at = 0; at < leftRank.length; at++) {
                if (leftRank[at] != rightRank[at]) {
                    return Long.compare(rightRank[at], leftRank[at]);
                }
            }
            return left.compareTo(right);
        }

        private static long[] rank(String version) {
            var matcher =
                    Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?").matcher(version);
            if (!matcher.matches()) {
                return new long[] {0, 0, 0};
            }
            String stage = matcher.group(2);
            long maturity = stage == null ? 3 : stage.equals("beta") ? 2 : 1;
            long minor = stage == null ? 0 : Long.parseLong(matcher.group(3));
            return new long[] {maturity, Long.parseLong(matcher.group(1)), minor};
        }
    }
}
