package sh.karpenter.local.kubernetes.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import tools.jackson.databind.node.ObjectNode;

class RuleValidationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        self.text.find("[0-9]+") == "42"                  | true
        self.text.matches("^a.*")                         | true
        quantity(self.amount).isLessThan(quantity("2Gi")) | true
        quantity("1k") == quantity("1000")                | true
        self.list.isSorted() && self.list.sum() == 6      | true
        cidr("10.0.0.0/8").containsIP("10.1.2.3")         | true
        url("https://a.b:80/c").getHost() == "a.b:80"     | true
        self.__namespace__ == "x"                         | true
        has(self.absent)                                  | false
        self.list.all(n, n > 1)                           | false
        isQuantity("many")                                | false
        """)
    void evaluates(String rule, boolean valid) {
        ObjectNode object = (ObjectNode) Json.parse("""
            {"text": "a42b", "amount": "1Gi", "list": [1, 2, 3], "namespace": "x"}\
            """);
        assertThat(check(object, null, rule).isEmpty()).isEqualTo(valid);
    }

    @Test
    void aTransitionRuleNeedsAnOldValue() {
        String rule = "self.text == oldSelf.text";
        ObjectNode before = (ObjectNode) Json.parse("{\"text\": \"a\"}");
        ObjectNode after = (ObjectNode) Json.parse("{\"text\": \"b\"}");
        assertThat(check(after, null, rule)).isEmpty();
        assertThat(check(after, before, rule)).hasSize(1);
        assertThat(check(before.deepCopy(), before, rule)).isEmpty();
    }

    @Test
    void aRuleThatBecameStricterLetsUnchangedObjectsBe() {
        ObjectNode object = (ObjectNode) Json.parse("{\"text\": \"old\"}");
        assertThat(check(object.deepCopy(), object, "self.text == 'new'")).isEmpty();
    }

    @Test
    void anErrorWhileEvaluatingIsAViolation() {
        List<FieldError> errors = check(Json.object(), null, "self.text == 'x'");
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().message()).isEqualTo("Invalid value: no such key: text evaluating rule: no");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        int(self.text) > 0 | Invalid value: type conversion error from 'string' evaluating rule: no
        self.list[7] > 0   | Invalid value: index out of bounds: 7 evaluating rule: no
        1 / 0 == self      | Invalid value: division by zero evaluating rule: no
        """)
    void anErrorSaysWhatItIs(String rule, String message) {
        ObjectNode object = (ObjectNode) Json.parse("{\"text\": \"many\", \"list\": []}");
        assertThat(check(object, null, rule)).extracting(FieldError::message).containsExactly(message);
    }

    @Test
    void aRuleThatDoesNotCompileIsAViolation() {
        assertThat(check(Json.object(), null, "self."))
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .startsWith("Invalid value: rule compile error: compilation failed:"));
    }

    private static List<FieldError> check(ObjectNode object, @Nullable ObjectNode old, String rule) {
        ObjectNode schema = (ObjectNode) Json.parse("""
            {"type": "object", "properties": {
              "text": {"type": "string"}, "amount": {"type": "string"}, "namespace": {"type": "string"},
              "absent": {"type": "string"},
              "list": {"type": "array", "items": {"type": "integer"}}}}\
            """);
        schema.putArray("x-kubernetes-validations")
                .addObject()
                .put("rule", rule)
                .put("message", "no");
        return RuleValidation.check(object, old, new JsonSchema(schema));
    }
}
