package sh.karpenter.kube.api.duration;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/// Marks a [java.time.Duration] that travels as Go writes durations: read leniently (`5m`), written in full
/// (`5m0s`).
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@JacksonAnnotationsInside
@JsonSerialize(using = GoDurationSerializer.class)
@JsonDeserialize(using = GoDurationDeserializer.class)
public @interface GoDurationFormat {}
