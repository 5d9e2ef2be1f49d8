package sh.karpenter.local.aws.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PageTest {
    private static Page<String> page(List<String> all, String token) {
        return Page.of(all, one -> one, 2, token);
    }

    @Test
    void goesOnAfterTheLastItemEvenWhenItIsGone() {
        var first = page(List.of("a", "b", "c", "d"), "");
        assertThat(first.items()).containsExactly("a", "b");
        var token = requireNonNull(first.next());

        assertThat(page(List.of("a", "b", "c", "d"), token).items()).containsExactly("c", "d");
        assertThat(page(List.of("a", "c", "d"), token).items()).containsExactly("c", "d");
    }

    @Test
    void endsWithoutAToken() {
        assertThat(page(List.of("a", "b"), "").next()).isNull();
        assertThat(page(List.of(), "").items()).isEmpty();
    }

    @Test
    void refusesATokenThatIsNotItsOwn() {
        assertThatThrownBy(() -> page(List.of("a"), "%%%")).hasMessageContaining("%%%");
    }
}
