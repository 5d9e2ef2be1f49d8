package sh.karpenter.kube.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The table itself is run by the API server's tests; here it is only kept complete.
class AdmissionCasesTest {

    @Test
    void everyCaseHasANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (AdmissionCases.Case candidate : AdmissionCases.all()) {
            assertThat(names.add(candidate.name())).as(candidate.name()).isTrue();
        }
    }

    @Test
    void everyRuleWithAMessageOfItsOwnIsBrokenByACase() {
        List<String> refusals = AdmissionCases.all().stream()
                .map(AdmissionCases.Case::refusal)
                .filter(refusal -> refusal != null)
                .toList();
        List<String> untried = new ArrayList<>();
        for (ObjectNode document : CustomResourceDefinitions.all(new VersionConversion.None())) {
            JsonNode storage = document.at("/spec/versions/0");
            for (JsonNode rules : storage.findValues("x-kubernetes-validations")) {
                for (JsonNode rule : rules) {
                    String message = rule.get("message").stringValue();
                    boolean tried = refusals.stream().anyMatch(message::contains);
                    // Rules that differ only in a name are tried once.
                    boolean repeated = message.startsWith("with an alias of") || message.startsWith("tag ");
                    if (!tried && !repeated) {
                        untried.add(document.at("/metadata/name").stringValue() + ": " + message);
                    }
                }
            }
        }
        assertThat(untried).isEmpty();
    }
}
