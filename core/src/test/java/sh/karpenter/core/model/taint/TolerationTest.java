package sh.karpenter.core.model.taint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a toleration tolerates, and which taints pass by themselves.
class TolerationTest {
    private static final Taint GPU = new Taint("gpu", "5", TaintEffect.NO_SCHEDULE);

    @ParameterizedTest
    @CsvSource(
            nullValues = "any",
            value = {
                // key, operator, value, effect, tolerates gpu=5:NoSchedule
                "gpu, '', 5, any, true",
                "gpu, Equal, 5, NO_SCHEDULE, true",
                "gpu, Equal, 6, any, false",
                "gpu, Equal, '', any, false",
                "'', Equal, 5, any, false",
                "gpu, Exists, '', any, true",
                "'', Exists, '', any, true",
                "'', Exists, '', NO_EXECUTE, false",
                "cpu, Exists, '', any, false",
                "gpu, Exists, '', NO_EXECUTE, false",
                "gpu, Gt, 4, any, true",
                "gpu, Gt, 5, any, false",
                "gpu, Gt, x, any, false",
                "gpu, Lt, 6, any, true",
                "gpu, Lt, 5, any, false",
                "gpu, Lt, x, any, false",
                "gpu, Near, 5, any, false",
            })
    void toleratesByKeyOperatorValueAndEffect(
            String key, String operator, String value, TaintEffect effect, boolean tolerates) {
        assertThat(new Toleration(key, operator, value, effect).tolerates(GPU)).isEqualTo(tolerates);
    }

    @Test
    void comparesOnlyIntegers() {
        var taint = new Taint("gpu", "many", TaintEffect.NO_SCHEDULE);

        assertThat(new Toleration("gpu", "Gt", "4", null).tolerates(taint)).isFalse();
        assertThat(new Toleration("gpu", "Lt", "4", null).tolerates(taint)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "node.kubernetes.io/not-ready, NO_SCHEDULE, true",
        "node.kubernetes.io/not-ready, NO_EXECUTE, true",
        "node.kubernetes.io/unreachable, NO_SCHEDULE, true",
        "node.kubernetes.io/unreachable, NO_EXECUTE, false",
        "node.cloudprovider.kubernetes.io/uninitialized, NO_SCHEDULE, true",
        "node.cloudprovider.kubernetes.io/uninitialized, NO_EXECUTE, false",
        "karpenter.sh/unregistered, NO_EXECUTE, true",
        "karpenter.sh/unregistered, NO_SCHEDULE, false",
        "readiness.k8s.io/cni, NO_SCHEDULE, true",
        "readiness.k8s.io/cni, PREFER_NO_SCHEDULE, true",
        "node.kubernetes.io/unschedulable, NO_SCHEDULE, false",
    })
    void theTaintsOfAStartAreKnownByKeyAndEffect(String key, TaintEffect effect, boolean passes) {
        assertThat(EphemeralTaints.contains(new Taint(key, "whatever", effect))).isEqualTo(passes);
    }

    @Test
    void aTaintIsShownWithItsValueWhereItHasOne() {
        assertThat(GPU).hasToString("gpu=5:NoSchedule");
        assertThat(new Taint("gpu", "", TaintEffect.PREFER_NO_SCHEDULE)).hasToString("gpu:PreferNoSchedule");
    }
}
