package sh.karpenter.kube.api.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sh.karpenter.kube.api.crd.Definition;
import sh.karpenter.kube.api.crd.SchemaSamples;
import tools.jackson.databind.node.ObjectNode;

class ConversionLaws {
    private static final int SAMPLES = 60;
    private static final ObjectConversion CONVERSION =
            new ObjectConversion(new ConversionSettings("karpenter.k8s.aws", "EC2NodeClass", pool -> "24h"));

    /// A generated object of a kind.
    ///
    /// @param seed names the sample, to look at it again
    record Sample(Definition definition, String version, long seed) {
        ObjectNode object() {
            return new SchemaSamples(seed).object(definition, version);
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(Definition.NODE_POOL, Definition.NODE_CLAIM, Definition.EC2_NODE_CLASS)
                .flatMap(definition -> Stream.of("v1", "v1beta1")
                        .flatMap(version -> Stream.iterate(1L, seed -> seed + 1)
                                .limit(SAMPLES)
                                .map(seed -> new Sample(definition, version, seed))));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anObjectThatGoesThereAndBackIsWhatItWas(Sample sample) {
        ObjectNode object = sample.object();
        ObjectNode pristine = object.deepCopy();

        ObjectNode there = convert(object, other(sample.version()));
        ObjectNode back = convert(there, sample.version());

        if (sample.definition() == Definition.NODE_CLAIM && sample.version().equals("v1beta1")) {
            // The way through v1 fixes when the claim expires; v1beta1 has only an annotation to keep that.
            Trees.removeAnnotation(back, CompatibilityAnnotations.V1_SPEC);
        }
        assertThat(back).isEqualTo(pristine);
        assertThat(object).isEqualTo(pristine);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anEditInTheOtherVersionIsKeptAndChangesNothingElse(Sample sample) {
        ObjectNode object = sample.object();
        ObjectNode there = convert(object, other(sample.version()));
        String field = editable(sample.definition());
        Trees.need(there, "spec").put(field, "edited");

        ObjectNode back = convert(there, sample.version());

        Trees.need(object, "spec").put(field, "edited");
        assertThat(back.get("spec")).isEqualTo(object.get("spec"));
    }

    /// A field that both versions have under the same name and that nothing else depends on.
    private static String editable(Definition definition) {
        return switch (definition) {
            case NODE_POOL -> "weight";
            case EC2_NODE_CLASS -> "userData";
            case NODE_CLAIM -> "resources";
            case NODE_OVERLAY, CAPACITY_BUFFER, KWOK_NODE_CLASS ->
                throw new IllegalArgumentException(definition + " has one version");
        };
    }

    private static String other(String version) {
        return version.equals("v1") ? "v1beta1" : "v1";
    }

    private static ObjectNode convert(ObjectNode object, String version) {
        String group =
                List.of(object.get("apiVersion").stringValue().split("/")).get(0);
        return switch (CONVERSION.convert(object, group + "/" + version)) {
            case ConversionOutcome.Converted(ObjectNode converted) -> converted;
            case ConversionOutcome.Refused(String message) -> throw new AssertionError(message);
        };
    }
}
