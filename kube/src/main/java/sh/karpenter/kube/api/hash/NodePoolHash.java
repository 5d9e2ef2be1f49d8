package sh.karpenter.kube.api.hash;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeClaimTemplate;
import sh.karpenter.kube.api.NodeClaimTemplateSpec;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.api.Taint;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.duration.NillableDuration;

/// The hash of a pool's template that is stored in the annotation
/// [sh.karpenter.kube.api.AnnotationKeys#NODE_POOL_HASH] of the pool and of its NodeClaims. A NodeClaim whose
/// hash differs from its pool's has drifted.
///
/// Everything of the template counts except the requirements, whose changes are judged against the node's
/// labels. Disruption settings, limits, weight and replicas do not count: they say nothing about a single node.
public final class NodePoolHash {
    /// Version of the algorithm; hashes of different versions are not compared.
    public static final String VERSION = "v3";

    /// Seconds from the first day of year 1 to the first day of 1970.
    private static final long SECONDS_BEFORE_1970 = 62_135_596_800L;

    private NodePoolHash() {}

    /// The hash as an unsigned decimal.
    public static String of(NodeClaimTemplate template) {
        TemplateMetadata metadata = template.metadata();
        boolean hasMetadata = metadata != null && (metadata.labels() != null || metadata.annotations() != null);
        long hash = StructHash.of("NodeClaimTemplate")
                .present("ObjectMeta", hasMetadata ? metadata : null, NodePoolHash::metadata)
                .present("Spec", template.spec(), NodePoolHash::spec)
                .value();
        return Long.toUnsignedString(hash);
    }

    private static long metadata(TemplateMetadata metadata) {
        return StructHash.of("ObjectMeta")
                .present("Labels", metadata.labels(), Fnv::map)
                .present("Annotations", metadata.annotations(), Fnv::map)
                .value();
    }

    private static long spec(NodeClaimTemplateSpec spec) {
        return StructHash.of("NodeClaimTemplateSpec")
                .present("Taints", spec.taints(), NodePoolHash::taints)
                .present("StartupTaints", spec.startupTaints(), NodePoolHash::taints)
                .present("NodeClassRef", spec.nodeClassRef(), NodePoolHash::nodeClassReference)
                .present("TerminationGracePeriod", spec.terminationGracePeriod(), NodePoolHash::duration)
                .present("ExpireAfter", length(spec.expireAfter()), NodePoolHash::nillableDuration)
                .value();
    }

    private static long taints(List<Taint> taints) {
        return Fnv.unordered(taints, NodePoolHash::taint);
    }

    private static long taint(Taint taint) {
        return StructHash.of("Taint")
                .text("Key", taint.key())
                .text("Value", taint.value())
                .text("Effect", taint.effect())
                .present("TimeAdded", taint.timeAdded(), NodePoolHash::time)
                .value();
    }

    private static long nodeClassReference(NodeClassReference reference) {
        return StructHash.of("NodeClassReference")
                .text("Kind", reference.kind())
                .text("Name", reference.name())
                .text("Group", reference.group())
                .value();
    }

    /// A duration of zero is a structure without fields that count.
    private static long duration(Duration duration) {
        StructHash hash = StructHash.of("Duration");
        return duration.isZero()
                ? hash.value()
                : hash.present("Duration", duration, d -> Fnv.int64(d.toNanos()))
                        .value();
    }

    private static long nillableDuration(Duration duration) {
        return StructHash.of("NillableDuration")
                .present("Duration", duration, d -> Fnv.int64(d.toNanos()))
                .value();
    }

    /// `Never` is the same as absent here.
    private static @Nullable Duration length(@Nullable NillableDuration duration) {
        return duration == null ? null : duration.duration();
    }

    /// A point in time in Go's binary form: version, seconds since year 1, nanoseconds, offset in minutes.
    private static long time(Instant instant) {
        ByteBuffer binary = ByteBuffer.allocate(15)
                .put((byte) 1)
                .putLong(instant.getEpochSecond() + SECONDS_BEFORE_1970)
                .putInt(instant.getNano())
                .putShort((short) 0);
        return StructHash.of("Time").present("Time", binary.array(), Fnv::bytes).value();
    }
}
