package sh.karpenter.kube.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.client.ObjectKey;

class WatchCacheTest {
    private static final ObjectKey WEB = new ObjectKey("default", "web");

    private final CacheIndex<String> byFirstLetter = new CacheIndex<>(value -> value.substring(0, 1));
    private final WatchCache<String> cache = new WatchCache<>(List.of(byFirstLetter));
    private final List<String> heard = new ArrayList<>();
    private final ChangeListener<String> listener = new ChangeListener<>() {
        @Override
        public void present(@Nullable String before, String now) {
            heard.add(before + "->" + now);
        }

        @Override
        public void gone(String last) {
            heard.add(last + "->gone");
        }
    };

    @Test
    void keepsTheNewerVersionWhicheverFeedBringsIt() {
        cache.present(WEB, "u1", "7", "seven");
        cache.present(WEB, "u1", "6", "six");
        assertThat(cache.find(WEB)).isEqualTo("seven");
        cache.present(WEB, "u1", "10", "ten");
        assertThat(cache.find(WEB)).isEqualTo("ten");
    }

    @Test
    void doesNotBringADeletedObjectBack() {
        cache.present(WEB, "u1", "7", "seven");
        cache.gone(WEB, "u1");
        cache.present(WEB, "u1", "6", "late answer");
        assertThat(cache.find(WEB)).isNull();
        cache.present(WEB, "u2", "9", "new object");
        assertThat(cache.find(WEB)).isEqualTo("new object");
        cache.gone(WEB, "u1");
        assertThat(cache.find(WEB)).isEqualTo("new object");
    }

    @Test
    void tellsListenersWhatIsThereAndThenEveryChangeOnce() {
        cache.present(WEB, "u1", "1", "a");
        cache.subscribe(listener);
        cache.present(WEB, "u1", "2", "b");
        cache.present(WEB, "u1", "2", "b again");
        cache.present(WEB, "u2", "3", "c");
        cache.gone(WEB, "u2");
        assertThat(heard).containsExactly("null->a", "a->b", "b->gone", "null->c", "c->gone");
    }

    @Test
    void keepsItsIndexes() {
        cache.present(WEB, "u1", "1", "apple");
        cache.present(new ObjectKey("default", "other"), "u2", "2", "avocado");
        assertThat(byFirstLetter.find("a")).containsExactly("avocado", "apple");
        cache.present(WEB, "u1", "3", "banana");
        assertThat(byFirstLetter.find("a")).containsExactly("avocado");
        assertThat(byFirstLetter.find("b")).containsExactly("banana");
        cache.gone(WEB, "u1");
        assertThat(byFirstLetter.find("b")).isEmpty();
    }
}
