package sh.karpenter.local.kubernetes.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.node.ObjectNode;

/// What the objects of one resource need on their way in, besides what all objects need. Objects handed in
/// are private copies and are changed in place. Versions name the form that the object has.
public interface Strategy {

    /// The structure of the objects in a version; null when nothing is known about it.
    @Nullable
    Shape shape(String version);

    /// The OpenAPI schema of a version for clients to read, null when there is none of its own.
    @Nullable
    ObjectNode documentation(String version);

    /// Removes fields that the schema does not know and answers their paths.
    List<String> dropUnknownFields(ObjectNode object, String version);

    /// Fills in what the API server fills in whenever it decodes an object.
    void applyDefaults(ObjectNode object, String version);

    /// Checks an object in the form of a request, before it takes its stored form: a conversion may fill in what
    /// the schema of the request's version demands from the client. Nothing to say where that form is the stored
    /// one.
    ///
    /// @param previous the current object in the same form, null when the object is to be created
    default List<FieldError> validateRequest(ObjectNode object, @Nullable ObjectNode previous, String version) {
        return List.of();
    }

    /// The object as it is stored, from the form of a served version. May change the object that it is given.
    ObjectNode toStorage(ObjectNode object, String version);

    /// A stored object in the form of a served version: the same instance where the forms agree, else a new
    /// one.
    ObjectNode fromStorage(ObjectNode object, String version);

    /// Checks a stored form of an object that is to be created.
    ///
    /// @param version the version of the request, whose schema is the measure
    List<FieldError> validateCreate(ObjectNode object, String version);

    /// Checks the stored form of an object that is to replace another.
    ///
    /// @param version the version of the request, whose schema is the measure
    /// @param statusOnly whether the request came through the status subresource
    List<FieldError> validateUpdate(ObjectNode next, ObjectNode previous, String version, boolean statusOnly);
}
