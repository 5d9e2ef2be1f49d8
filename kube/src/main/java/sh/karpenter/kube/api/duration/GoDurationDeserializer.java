package sh.karpenter.kube.api.duration;

import java.time.Duration;
import sh.karpenter.core.model.duration.GoDuration;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/// Reads a duration with [GoDuration#parseWithinLimit].
final class GoDurationDeserializer extends ValueDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
        return GoDuration.parseWithinLimit(parser.getString());
    }
}
