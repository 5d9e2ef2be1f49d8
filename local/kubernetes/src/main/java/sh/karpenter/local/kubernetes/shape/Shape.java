package sh.karpenter.local.kubernetes.shape;

import java.util.List;

/// The structure of a value, as far as merging, decoding and the search for unknown fields need it.
public sealed interface Shape permits Shape.Scalar, Shape.Untyped, Shape.ListOf, Shape.MapOf, MessageShape {

    /// A leaf.
    ///
    /// @param type how it is written
    record Scalar(ScalarType type) implements Shape {}

    /// Any JSON value, owned as a whole; nothing in it is unknown.
    record Untyped() implements Shape {}

    /// An array.
    ///
    /// @param element what each element looks like
    /// @param ownership how field managers share it
    /// @param keys the fields that identify an element of a [Ownership#MAP]
    record ListOf(Shape element, Ownership ownership, List<String> keys) implements Shape {}

    /// An object with arbitrary member names.
    ///
    /// @param value what each member looks like
    /// @param atomic whether one field manager owns it as a whole
    record MapOf(Shape value, boolean atomic) implements Shape {}

    /// The written forms of leaves.
    enum ScalarType {
        STRING,
        INT32,
        INT64,
        BOOL,
        DOUBLE,
        BYTES,
        QUANTITY,
        INT_OR_STRING,
        TIME,
        MICRO_TIME,
        DURATION
    }

    /// How the elements of an array are owned under server-side apply.
    enum Ownership {
        /// Replaced as a whole.
        ATOMIC,
        /// Each distinct value is owned on its own.
        SET,
        /// Each element is owned on its own and found by its keys.
        MAP
    }
}
