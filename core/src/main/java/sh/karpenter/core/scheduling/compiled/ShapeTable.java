package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.PodShape;

/// Numbers the pod shapes of a problem, equal ones alike, so that everything derived from a shape is derived once.
///
/// Pods of one workload usually share the instance, which is found by identity; equal instances are found by value.
public final class ShapeTable {
    private final IdentityHashMap<PodShape, Integer> byInstance = new IdentityHashMap<>();
    private final LinkedHashMap<PodShape, Integer> byValue = new LinkedHashMap<>();
    private final List<PodShape> shapes = new ArrayList<>();
    private final LinkedHashMap<SequencedMap<String, String>, Numbered> byLabels = new LinkedHashMap<>();
    private final List<LabelIdentity> identities = new ArrayList<>();
    private final List<CompiledShape> compiled = new ArrayList<>();
    private @Nullable PodShape last;
    private int lastIndex;

    /// What selectors can tell apart of a pod.
    public record LabelIdentity(String namespace, SequencedMap<String, String> labels) {}

    /// The number of a shape.
    @SuppressWarnings("ReferenceEquality") // only a shortcut: pods of a workload mostly come one after another
    public int index(PodShape shape) {
        if (shape == last) {
            return lastIndex;
        }
        Integer known = byInstance.get(shape);
        if (known == null) {
            known = byValue.get(shape);
            if (known == null) {
                known = shapes.size();
                byValue.put(shape, known);
                shapes.add(shape);
            }
            byInstance.put(shape, known);
        }
        last = shape;
        lastIndex = known;
        return known;
    }

    /// How many shapes there are.
    public int size() {
        return shapes.size();
    }

    /// Adds the resource names that the shapes ask for.
    public void collectNames(SequencedSet<String> names) {
        for (PodShape shape : shapes) {
            names.addAll(shape.requests().amounts().keySet());
        }
    }

    /// Compiles the shapes that were numbered since the last call.
    public void compile(ResourceAxes axes) {
        for (int i = compiled.size(); i < shapes.size(); i++) {
            PodShape shape = shapes.get(i);
            compiled.add(new CompiledShape(
                    i, shape, axes.compile(shape.requests()), axes.presence(shape.requests()), identity(shape)));
        }
    }

    /// The number of what selectors can tell of a shape.
    public int identity(PodShape shape) {
        Numbered first = byLabels.get(shape.labels());
        for (Numbered known = first; known != null; known = known.next) {
            if (known.namespace.equals(shape.namespace())) {
                return known.number;
            }
        }
        int number = identities.size();
        identities.add(new LabelIdentity(shape.namespace(), shape.labels()));
        byLabels.put(shape.labels(), new Numbered(shape.namespace(), number, first));
        return number;
    }

    /// The number of an identity, and the next one with the same labels in another namespace.
    private record Numbered(
            String namespace, int number, @Nullable Numbered next) {}

    /// The compiled shape of a number.
    public CompiledShape get(int index) {
        return compiled.get(index);
    }

    /// What selectors see of the pods: namespace and labels, by number.
    public List<LabelIdentity> identities() {
        return identities;
    }
}
