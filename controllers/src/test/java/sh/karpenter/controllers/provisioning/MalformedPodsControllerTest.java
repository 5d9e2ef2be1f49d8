package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.kube.mapping.MappedPod;

class MalformedPodsControllerTest {
    private final List<ObjectEvent> events = new ArrayList<>();

    @Test
    void tellsThePodWhichFieldHasWhichValue() {
        var bad = new MappedPod.Malformed(
                "uid-1", "default", "web", "spec.containers[0].resources.requests.cpu", "1x", "is not a quantity");

        new MalformedPodsController(() -> List.of(bad), events::add).tell();

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.about()).isEqualTo(new ObjectEvent.Subject("v1", "Pod", "default", "web", "uid-1"));
            assertThat(event.reason()).isEqualTo("FailedScheduling");
            assertThat(event.message())
                    .isEqualTo("Failed to schedule pod, spec.containers[0].resources.requests.cpu: \"1x\": is not a"
                            + " quantity");
        });
    }
}
