package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;

/// The order in which a pod gives up what it would like.
class RelaxationTest {
    private static PodShape relaxed(PodShape shape, boolean preferenceTaints, int times) {
        PodShape result = shape;
        for (int i = 0; i < times; i++) {
            result = Objects.requireNonNull(Relaxation.next(result, preferenceTaints), "nothing left to give up");
        }
        return result;
    }

    @Test
    void oneStepAtATimeFromAlternativesToTaints() {
        PodShape shape = pod("web")
                .requires("a", Operator.IN, "1")
                .requires("b", Operator.IN, "1")
                .preferablyNear(1, LabelKeys.ZONE, "db")
                .preferablyApart(1, LabelKeys.ZONE, "web")
                .prefers(1, "c", Operator.IN, "1")
                .spreadIfPossible(LabelKeys.ZONE, 1)
                .shape();

        PodShape one = relaxed(shape, true, 1);
        assertThat(one.requiredNodeTerms()).isEqualTo(shape.requiredNodeTerms().subList(1, 2));
        assertThat(one.preferredPodAffinity()).hasSize(1);
        PodShape two = relaxed(one, true, 1);
        assertThat(two.preferredPodAffinity()).isEmpty();
        assertThat(two.preferredPodAntiAffinity()).hasSize(1);
        PodShape three = relaxed(two, true, 1);
        assertThat(three.preferredPodAntiAffinity()).isEmpty();
        assertThat(three.preferredNodeTerms()).hasSize(1);
        PodShape four = relaxed(three, true, 1);
        assertThat(four.preferredNodeTerms()).isEmpty();
        assertThat(four.topologySpread()).hasSize(1);
        PodShape five = relaxed(four, true, 1);
        assertThat(five.topologySpread()).isEmpty();
        assertThat(five.tolerations()).isEmpty();
        PodShape six = relaxed(five, true, 1);
        assertThat(six.tolerations()).singleElement().satisfies(toleration -> {
            assertThat(toleration.operator()).isEqualTo("Exists");
            assertThat(toleration.effect()).isEqualTo(TaintEffect.PREFER_NO_SCHEDULE);
        });
        assertThat(six.requiredNodeTerms()).hasSize(1);
        assertThat(Relaxation.next(six, true)).isNull();
    }

    @Test
    void withoutAPoolThatAsksPodsToStayAwayThatIsNotGivenUp() {
        assertThat(Relaxation.next(pod("web").shape(), false)).isNull();
        assertThat(Relaxation.next(pod("web").shape(), true)).isNotNull();
    }

    @Test
    void ofSeveralWishesTheHeaviestGoesFirstAndOfEqualOnesTheFirst() {
        PodShape shape = pod("web")
                .prefers(1, "a", Operator.IN, "1")
                .prefers(5, "b", Operator.IN, "1")
                .prefers(5, "c", Operator.IN, "1")
                .shape();
        assertThat(relaxed(shape, false, 1).preferredNodeTerms())
                .containsExactly(
                        shape.preferredNodeTerms().get(0),
                        shape.preferredNodeTerms().get(2));
        assertThat(relaxed(shape, false, 2).preferredNodeTerms())
                .containsExactly(shape.preferredNodeTerms().get(0));

        PodShape near = pod("web")
                .preferablyNear(1, LabelKeys.ZONE, "a")
                .preferablyNear(2, LabelKeys.ZONE, "b")
                .preferablyApart(1, LabelKeys.ZONE, "a")
                .preferablyApart(2, LabelKeys.ZONE, "b")
                .shape();
        assertThat(relaxed(near, false, 1).preferredPodAffinity())
                .containsExactly(near.preferredPodAffinity().getFirst());
        assertThat(relaxed(near, false, 3).preferredPodAntiAffinity())
                .containsExactly(near.preferredPodAntiAffinity().getFirst());
    }

    @Test
    void theLastSpreadTakesThePlaceOfTheFirstThatIsOnlyWanted() {
        PodShape shape = pod("web")
                .spread(LabelKeys.HOSTNAME, 1)
                .spreadIfPossible(LabelKeys.ZONE, 1)
                .spreadIfPossible(LabelKeys.CAPACITY_TYPE, 1)
                .spread(LabelKeys.ARCH, 1)
                .shape();
        List<TopologySpread> all = shape.topologySpread();

        assertThat(relaxed(shape, false, 1).topologySpread()).containsExactly(all.get(0), all.get(3), all.get(2));
        assertThat(relaxed(shape, false, 2).topologySpread()).containsExactly(all.get(0), all.get(3));
        assertThat(Relaxation.next(relaxed(shape, false, 2), false)).isNull();
    }

    @Test
    void requiredAffinityKeepsItsLastAlternative() {
        PodShape shape = pod("web").requires("a", Operator.IN, "1").shape();

        assertThat(Relaxation.next(shape, false)).isNull();
    }
}
