package sh.karpenter.local.kubernetes.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Quantities;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.UnknownFields;
import sh.karpenter.local.kubernetes.shape.ZeroValues;
import tools.jackson.databind.node.ObjectNode;

/// The strategy of a built-in kind with one version.
class BuiltInStrategy implements Strategy {
    private final String kind;
    private final Supplier<@Nullable MessageShape> shape;
    private final Consumer<ObjectNode> defaults;

    /// @param kind qualified kind
    /// @param shape the structure, asked for when first needed
    BuiltInStrategy(String kind, Supplier<@Nullable MessageShape> shape, Consumer<ObjectNode> defaults) {
        this.kind = kind;
        this.shape = shape;
        this.defaults = defaults;
    }

    @Override
    public @Nullable Shape shape(String version) {
        return shape.get();
    }

    @Override
    public @Nullable ObjectNode documentation(String version) {
        return null;
    }

    @Override
    public List<String> dropUnknownFields(ObjectNode object, String version) {
        MessageShape known = shape.get();
        return known == null ? List.of() : UnknownFields.drop(object, known);
    }

    @Override
    public void applyDefaults(ObjectNode object, String version) {
        MessageShape known = shape.get();
        if (known != null) {
            Quantities.normalize(object, known);
        }
        defaults.accept(object);
        if (known != null) {
            ZeroValues.normalize(object, known);
        }
    }

    @Override
    public ObjectNode toStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public ObjectNode fromStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectNode object, String version) {
        List<FieldError> errors = new ArrayList<>(MetadataValidation.check(object, NameRule.of(kind)));
        if (kind.equals("Pod")) {
            new PodValidation(new Findings(errors)).checkNew(Json.objectAt(object, "spec"));
        }
        KindValidation.check(kind, object, errors);
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectNode next, ObjectNode previous, String version, boolean statusOnly) {
        if (statusOnly) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>(MetadataValidation.check(next, NameRule.ANY));
        KindValidation.check(kind, next, errors);
        ImmutableFields.check(kind, next, previous, errors);
        return errors;
    }

    /// Events as events.k8s.io shows them; stored as core events.
    static final class EventStrategy extends BuiltInStrategy {
        EventStrategy(String kind, Supplier<@Nullable MessageShape> shape, Consumer<ObjectNode> defaults) {
            super(kind, shape, defaults);
        }

        @Override
        public ObjectNode toStorage(ObjectNode object, String version) {
            return EventForms.toCore(object);
        }

        @Override
        public ObjectNode fromStorage(ObjectNode object, String version) {
            ObjectNode event = EventForms.fromCore(object);
            if (shape(version) instanceof MessageShape known) {
                ZeroValues.normalize(event, known);
            }
            return event;
        }
    }
}
