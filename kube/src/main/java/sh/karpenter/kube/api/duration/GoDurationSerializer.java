package sh.karpenter.kube.api.duration;

import java.time.Duration;
import sh.karpenter.core.model.duration.GoDuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/// Writes a duration with [GoDuration#format].
final class GoDurationSerializer extends ValueSerializer<Duration> {
    @Override
    public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
        generator.writeString(GoDuration.format(value));
    }
}
