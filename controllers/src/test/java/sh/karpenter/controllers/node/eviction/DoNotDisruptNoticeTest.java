package sh.karpenter.controllers.node.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.PodSpecimen;

final class DoNotDisruptNoticeTest {
    private final FakeClock clock = new FakeClock();

    @Test
    void nothingIsToldOfAPlainAnnotationOrNone() {
        assertThat(notice("true")).isNull();
        assertThat(DoNotDisruptNotice.of(PodSpecimen.pod("web").on("node-1").build(), clock.instant()))
                .isNull();
    }

    @Test
    void aPeriodIsToldWhileItRunsAndWhenItHasRunOut() {
        assertThat(notice("30m"))
                .extracting(ObjectEvent::reason, ObjectEvent::message)
                .containsExactly(
                        "DoNotDisruptUntil",
                        "The period of karpenter.sh/do-not-disrupt will elapse at "
                                + FakeClock.START.plus(Duration.ofMinutes(30)));
        clock.advance(Duration.ofMinutes(31));
        assertThat(notice("30m")).extracting(ObjectEvent::reason).isEqualTo("DoNotDisruptGracePeriodElapsed");
    }

    @Test
    void aTextThatMeansNothingIsAWarning() {
        for (String value : new String[] {"false", "yes", "-5m", "0s"}) {
            assertThat(notice(value))
                    .as(value)
                    .extracting(ObjectEvent::reason, ObjectEvent::severity)
                    .containsExactly("InvalidDoNotDisruptAnnotation", ObjectEvent.Severity.WARNING);
        }
    }

    private @Nullable ObjectEvent notice(String value) {
        return DoNotDisruptNotice.of(
                PodSpecimen.pod("web")
                        .on("node-1")
                        .annotation(LabelKeys.DO_NOT_DISRUPT, value)
                        .build(),
                clock.instant());
    }
}
