package sh.karpenter.kube.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.overlay.NodeOverlaySpec;

class NodePoolValidationTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String LONG = "a".repeat(64);

    private static Findings check(String metadata, String claim) {
        String requirements = claim.contains("requirements") ? "" : ", requirements: []";
        String document =
                "---\n{template: {metadata: {" + metadata + "}, spec: {nodeClassRef: {group: g, kind: k, name: n}"
                        + requirements + (claim.isEmpty() ? "" : ", " + claim) + "}}}";
        return NodePoolValidation.check(YAML.unmarshal(document, NodePoolSpec.class), ValidationRules.core());
    }

    private static Findings requirement(String fields) {
        return check("", "requirements: [{" + fields + "}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team: blue",
                "example.com/team: blue",
                "kubernetes.io/custom: x",
                "k8s.io/custom: x",
                "node.kubernetes.io/instance-type: m5.large",
                "foo-karpenter.sh/x: y",
                "karpenter.sh/capacity-type: spot",
                "empty: ''",
            })
    void acceptsLabels(String label) {
        assertThat(check("labels: {" + label + "}", "").errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "karpenter.sh/nodepool: x | label is restricted",
                "karpenter.sh/custom: x | using label karpenter.sh/custom is not allowed",
                "sub.karpenter.sh/custom: x | using label sub.karpenter.sh/custom is not allowed",
                "kubernetes.io/hostname: x | using label kubernetes.io/hostname is not allowed",
                "'\"spaces are not allowed\": x' | begin and end with a letter or digit",
                "a/b/c: x | at most one slash",
                "Upper.Case/x: x | DNS subdomain",
                "key: '-x' | label value",
            })
    void refusesLabels(String label, String message) {
        assertThat(check("labels: {" + label + "}", "").joined()).contains(message);
    }

    @Test
    void aRestrictionNamesWhatMayBeUsedInstead() {
        assertThat(check("labels: {karpenter.sh/custom: x}", "").joined())
                .isEqualTo("spec.template.metadata.labels[karpenter.sh/custom]: using label karpenter.sh/custom is not"
                        + " allowed as it might interfere with the internal provisioning logic; specify a well known"
                        + " label: [karpenter.sh/capacity-type, karpenter.sh/nodepool, kubernetes.io/arch,"
                        + " kubernetes.io/os, node.kubernetes.io/instance-type, node.kubernetes.io/windows-build,"
                        + " topology.kubernetes.io/region, topology.kubernetes.io/zone], or a custom label that does"
                        + " not use a restricted domain: [karpenter.sh]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "taints: [{key: '', effect: NoSchedule}] | must have a key",
                "taints: [{key: 'a b', effect: NoSchedule}] | taints[0].key",
                "taints: [{key: a, value: 'b?', effect: NoSchedule}] | taints[0].value",
                "taints: [{key: a, effect: Sometimes}] | \"Sometimes\" is not one of [NoSchedule, PreferNoSchedule,"
                        + " NoExecute]",
                "'taints: [{key: a, value: x, effect: NoSchedule}, {key: a, value: y, effect: NoSchedule}]' |"
                        + " taints[1]: duplicate",
                "'taints: [{key: a, effect: NoExecute}], startupTaints: [{key: a, effect: NoExecute}]'"
                        + " | startupTaints[0]: duplicate taint a:NoExecute",
            })
    void refusesTaints(String claim, String message) {
        assertThat(check("", claim).joined()).contains(message);
    }

    @Test
    void acceptsTheSameKeyWithAnotherEffectAndAnEmptyEffect() {
        assertThat(check(
                                "",
                                "taints: [{key: a, effect: NoExecute}, {key: a, effect: NoSchedule}, {key: b, effect:"
                                        + " ''}]")
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: node.kubernetes.io/instance-type, operator: NotIn",
                "key: example.com/a, operator: Exists, values: [x]",
                "key: example.com/a, operator: Exists, minValues: 5",
                "key: example.com/a, operator: Gt, values: ['0']",
                "key: example.com/a, operator: Lte, values: ['9']",
                "key: beta.kubernetes.io/arch, operator: In, values: [amd64]",
                "key: karpenter.sh/capacity-type, operator: In, values: [spot]",
                "key: karpenter.sh/capacity-type, operator: NotIn, values: [nonsense]",
            })
    void acceptsRequirements(String requirement) {
        assertThat(requirement(requirement).errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: example.com/a, operator: Unknown | \"Unknown\" is not one of [In, NotIn,",
                "key: karpenter.sh/nodepool, operator: In, values: [x] | karpenter.sh/nodepool is restricted",
                "key: karpenter.sh/registered, operator: Exists | using label karpenter.sh/registered is not allowed",
                "key: kubernetes.io/hostname, operator: Exists | using label kubernetes.io/hostname is not allowed",
                "key: a/b/c, operator: Exists | at most one slash",
                "key: example.com/a, operator: In | must have a value defined",
                "key: example.com/a, operator: In, values: ['a b'] | values[0]",
                "key: example.com/a, operator: In, values: [x], minValues: 2 | at least minValues (2) values, has 1",
                "key: example.com/a, operator: Gt | single integer of 0 or more, has []",
                "'key: example.com/a, operator: Lt, values: [\"1\", \"2\"]' | has [1, 2]",
                "key: example.com/a, operator: Gte, values: ['-1'] | single integer",
                "key: example.com/a, operator: Lte, values: [x] | single integer",
                "key: karpenter.sh/capacity-type, operator: In, values: [xspot] | no valid values found in [xspot]",
                "'key: karpenter.sh/capacity-type, operator: In, values: [spot, xspot], minValues: 2' | minValues is 2",
            })
    void refusesRequirements(String requirement, String message) {
        assertThat(requirement(requirement).joined()).contains(message);
    }

    @Test
    void tooLongNamesAreRefused() {
        assertThat(requirement("key: example.com/" + LONG + ", operator: Exists")
                        .passed())
                .isFalse();
        assertThat(requirement("key: " + "a".repeat(254) + "/x, operator: Exists")
                        .passed())
                .isFalse();
        assertThat(requirement("key: example.com/a, operator: In, values: [" + LONG + "]")
                        .passed())
                .isFalse();
    }

    @Test
    void someInvalidValuesAreOnlyAWarning() {
        Findings findings = requirement("key: karpenter.sh/capacity-type, operator: In, values: [spot, xspot]");
        assertThat(findings.passed()).isTrue();
        assertThat(findings.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.valid()).containsExactly("spot");
            assertThat(warning.invalid()).containsExactly("xspot");
        });
    }

    @Test
    void allErrorsAreReportedTogether() {
        Findings findings = check("labels: {karpenter.sh/a: x}", "taints: [{key: '', effect: NoSchedule}]");
        assertThat(findings.errors()).hasSize(2);
        assertThat(findings.joined()).contains("; spec.template.spec.taints[0].key: a taint must have a key");
    }

    @Test
    void aProvidersLabelsAreAllowedInItsRestrictedDomain() {
        LabelVocabulary core = LabelVocabulary.core();
        TreeSet<String> wellKnown = new TreeSet<>(core.wellKnown());
        wellKnown.add("karpenter.k8s.aws/instance-cpu");
        TreeSet<String> domains = new TreeSet<>(core.restrictedDomains());
        domains.add("karpenter.k8s.aws");
        ValidationRules rules = new ValidationRules(
                new LabelVocabulary(
                        wellKnown,
                        core.wellKnownOffering(),
                        domains,
                        core.restrictedLabels(),
                        core.aliases(),
                        core.valueAliases(),
                        null,
                        core.reserved()),
                ValidationRules.core().knownValues());
        assertThat(rules.restriction("karpenter.k8s.aws/instance-cpu")).isNull();
        assertThat(rules.restriction("karpenter.k8s.aws/other")).contains("[karpenter.k8s.aws, karpenter.sh]");
    }

    @Test
    void anOverlayMayNotChangeWhatTheProviderKnowsAndNeedsValuesForNotIn() {
        NodeOverlaySpec spec = YAML.unmarshal(
                "---\n{requirements: [{key: example.com/a, operator: NotIn}], capacity: {cpu: 1, example.com/gpu: 1}}",
                NodeOverlaySpec.class);
        assertThat(NodeOverlayValidation.check(spec, ValidationRules.core()).errors())
                .extracting(FieldError::field)
                .containsExactly("spec.requirements[0]", "spec.capacity[cpu]");
    }
}
