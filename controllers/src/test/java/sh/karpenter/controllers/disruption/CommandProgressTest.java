package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.disruption.CommandProgress.Next;
import sh.karpenter.controllers.disruption.CommandProgress.Replacement;

final class CommandProgressTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void deletesAtOnceWhenNothingHasToExistBefore() {
        assertThat(next(CREATED)).isInstanceOf(Next.DeleteClaims.class);
    }

    @Test
    void waitsForEveryReplacementToBeReady() {
        assertThat(next(CREATED.plusSeconds(30), Replacement.READY, Replacement.LAUNCHING, Replacement.JOINING))
                .isEqualTo(new Next.Wait(List.of("r1"), List.of("r2")));
        assertThat(next(CREATED.plusSeconds(31), Replacement.READY, Replacement.READY))
                .isInstanceOf(Next.DeleteClaims.class);
    }

    @Test
    void rollsBackWhenAReplacementIsGone() {
        assertThat(next(CREATED, Replacement.READY, Replacement.GONE))
                .isEqualTo(new Next.RollBack("replacement was deleted, nodeclaim r1"));
    }

    @Test
    void rollsBackWhenReplacementsTakeLongerThanTenMinutes() {
        assertThat(next(CREATED.plus(Duration.ofMinutes(10)), Replacement.JOINING))
                .isInstanceOf(Next.Wait.class);
        assertThat(next(CREATED.plus(Duration.ofMinutes(10)).plusMillis(1), Replacement.JOINING))
                .isEqualTo(new Next.RollBack("replacements did not become ready within 10 minutes"));
    }

    @Test
    void deletesEvenLateWhenAllIsReady() {
        assertThat(next(CREATED.plus(Duration.ofHours(2)), Replacement.READY)).isInstanceOf(Next.DeleteClaims.class);
    }

    @Test
    void theTimeLimitGrowsWithTheNumberOfNodesUnderWay() {
        assertThat(CommandProgress.limit(1)).isEqualTo(Duration.ofMinutes(10));
        assertThat(CommandProgress.limit(10_000)).isEqualTo(Duration.ofSeconds(800));
        assertThat(CommandProgress.limit(1_000_000)).isEqualTo(Duration.ofHours(1));
    }

    private static Next next(Instant now, Replacement... seen) {
        List<String> names =
                IntStream.range(0, seen.length).mapToObj(i -> "r" + i).toList();
        return CommandProgress.next(names, List.of(seen), CREATED, 1, now);
    }
}
