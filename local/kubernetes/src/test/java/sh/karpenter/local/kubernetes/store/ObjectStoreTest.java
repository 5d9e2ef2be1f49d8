package sh.karpenter.local.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

class ObjectStoreTest {
    private final ObjectStore store = new ObjectStore(
            () -> Instant.EPOCH, Map.of("pods", Map.of("spec.nodeName", pod -> Json.string(pod, "spec", "nodeName"))));

    @Test
    void listsInOrderOfNamespaceAndName() {
        put("b", "x", "");
        put("a", "y", "");
        put("a", "x", "");
        put("a-b", "x", "");
        assertThat(keys(store.list("pods", null))).containsExactly("a/x", "a/y", "a-b/x", "b/x");
        assertThat(keys(store.list("pods", "a"))).containsExactly("a/x", "a/y");
    }

    @Test
    void whoeverReadAStaleObjectWritesNothing() {
        ObjectNode first = put("a", "x", "one");
        assertThat(store.put("pods", key("a", "x"), first, pod("a", "x", "two")))
                .isTrue();
        assertThat(store.put("pods", key("a", "x"), first, pod("a", "x", "three")))
                .isFalse();
        assertThat(store.remove("pods", key("a", "x"), first, pod("a", "x", "")))
                .isFalse();
        assertThat(Json.string(store.get("pods", key("a", "x")), "spec", "nodeName"))
                .isEqualTo("two");
    }

    @Test
    void rebuildsAPastStateFromTheHistory() {
        ObjectNode x = put("a", "x", "one");
        ObjectNode y = put("a", "y", "one");
        long then = store.revision();
        store.put("pods", key("a", "x"), x, pod("a", "x", "two"));
        store.remove("pods", key("a", "y"), y, y.deepCopy());
        put("a", "z", "one");
        List<ObjectNode> past =
                Objects.requireNonNull(store.listAt("pods", "a", then)).objects();
        assertThat(past).containsExactly(x, y);
        assertThat(keys(store.list("pods", "a"))).containsExactly("a/x", "a/z");
    }

    @Test
    void findsByIndexAfterTheFieldHasChanged() {
        ObjectNode x = put("a", "x", "one");
        store.put("pods", key("a", "x"), x, pod("a", "x", "two"));
        assertThat(Objects.requireNonNull(store.listIndexed("pods", "spec.nodeName", "one", null))
                        .objects())
                .isEmpty();
        assertThat(keys(Objects.requireNonNull(store.listIndexed("pods", "spec.nodeName", "two", null))))
                .containsExactly("a/x");
        assertThat(store.listIndexed("pods", "status.phase", "Running", null)).isNull();
    }

    @Test
    void aCursorTakesEachLaterChangeOnce() throws InterruptedException {
        put("a", "x", "");
        ObjectStore.Cursor cursor = store.watchFromNow("pods", null);
        assertThat(cursor.initial().objects()).hasSize(1);
        put("a", "y", "");
        List<StoredEvent> events = cursor.next(Duration.ZERO);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().change().type()).isEqualTo(Change.Type.ADDED);
        assertThat(cursor.next(Duration.ZERO)).isEmpty();
    }

    @Test
    void aWatchFromBeforeACompactionIsTooOld() {
        put("a", "x", "");
        long then = store.revision();
        put("a", "y", "");
        store.compact();
        assertThatThrownBy(() -> store.watchAfter("pods", then))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(410))
                .hasMessageStartingWith("too old resource version: " + then);
        assertThat(store.watchAfter("pods", store.revision())).isNotNull();
    }

    private ObjectNode put(String namespace, String name, String node) {
        ObjectNode pod = pod(namespace, name, node);
        assertThat(store.put("pods", key(namespace, name), null, pod)).isTrue();
        return pod;
    }

    private static StoreKey key(String namespace, String name) {
        return new StoreKey(namespace, name);
    }

    private static ObjectNode pod(String namespace, String name, String node) {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("namespace", namespace).put("name", name);
        pod.putObject("spec").put("nodeName", node);
        return pod;
    }

    private static List<String> keys(ObjectStore.Snapshot snapshot) {
        return snapshot.objects().stream()
                .map(pod -> Metadata.namespace(pod) + "/" + Metadata.name(pod))
                .toList();
    }
}
