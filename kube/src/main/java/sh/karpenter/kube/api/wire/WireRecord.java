package sh.karpenter.kube.api.wire;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a record that is a part of a Kubernetes object on the wire.
///
/// A component that is null is left out when writing, so that "absent", "empty" and "zero" stay apart, which
/// the drift hashes and explicit `reasons: []` depend on. A field that we do not know is skipped when reading,
/// so that an object written by a newer version does not stop a watch.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@JacksonAnnotationsInside
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public @interface WireRecord {}
