package sh.karpenter.local.kubernetes.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergePatchTest {
    private static final String POD = """
        {"metadata": {"finalizers": ["a"]}, "spec": {
          "containers": [{"name": "web", "image": "web:1", "env": [{"name": "A", "value": "1"}]},
                         {"name": "log", "image": "log:1"}],
          "tolerations": [{"key": "x"}]}}\
        """;

    private final TypeTable types = TypeTable.load();

    @Test
    void containersMergeByNameAndKeepTheirOtherFields() {
        ObjectNode pod = patched("""
            {"spec": {"containers": [{"name": "web", "image": "web:2", "env": [{"name": "B", "value": "2"}]}]}}\
            """);
        assertThat(pod.at("/spec/containers/0")).isEqualTo(Json.parse("""
            {"name": "web", "image": "web:2",
             "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}\
            """));
        assertThat(pod.at("/spec/containers")).hasSize(2);
    }

    @Test
    void listsWithoutAMergeKeyAreReplaced() {
        assertThat(patched("{\"spec\": {\"tolerations\": [{\"key\": \"y\"}]}}").at("/spec/tolerations"))
                .isEqualTo(Json.parse("[{\"key\": \"y\"}]"));
    }

    @Test
    void anElementIsDeletedByDirective() {
        ObjectNode pod = patched("{\"spec\": {\"containers\": [{\"name\": \"web\", \"$patch\": \"delete\"}]}}");
        assertThat(pod.at("/spec/containers")).isEqualTo(Json.parse("[{\"name\":\"log\",\"image\":\"log:1\"}]"));
    }

    @Test
    void finalizersAreASet() {
        assertThat(patched("{\"metadata\": {\"finalizers\": [\"b\", \"a\"]}}").at("/metadata/finalizers"))
                .isEqualTo(Json.parse("[\"a\", \"b\"]"));
        assertThat(patched("{\"metadata\": {\"$deleteFromPrimitiveList/finalizers\": [\"a\"]}}")
                        .at("/metadata/finalizers"))
                .isEmpty();
    }

    @Test
    void anOrderDirectiveSortsTheNamedElements() {
        ObjectNode pod = patched("""
            {"spec": {"$setElementOrder/containers": [{"name": "log"}, {"name": "web"}]}}\
            """);
        assertThat(pod.at("/spec/containers/0/name").stringValue()).isEqualTo("log");
    }

    @Test
    void anElementWithoutItsKeyIsRefused() {
        assertThatThrownBy(() -> patched("{\"spec\": {\"containers\": [{\"image\": \"x\"}]}}"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("does not contain declared merge key: name");
    }

    private ObjectNode patched(String patch) {
        ObjectNode pod = (ObjectNode) Json.parse(POD);
        StrategicMergePatch.apply(pod, (ObjectNode) Json.parse(patch), types.kind("Pod"));
        return pod;
    }
}
