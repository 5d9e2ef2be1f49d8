package sh.karpenter.kube.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.WatchListener;
import sh.karpenter.kube.mapping.WireJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class LeaderElectorTest {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final OneLease server = new OneLease();
    private final List<String> turns = new ArrayList<>();
    private final LeaderElector a = elector("a", server);
    private final LeaderElector b = elector("b", server);

    @Test
    void theFirstLeadsAndTheOtherFollows() {
        a.attempt();
        b.attempt();
        assertThat(a.leading()).isTrue();
        assertThat(b.leading()).isFalse();
        assertThat(turns).containsExactly("a elected");
    }

    @Test
    void aLeaderThatRenewsStaysWhateverTheOthersDo() {
        for (int i = 0; i < 30; i++) {
            a.attempt();
            b.attempt();
            now = now.plusSeconds(2);
        }
        assertThat(a.leading()).isTrue();
        assertThat(turns).containsExactly("a elected");
    }

    @Test
    void aFollowerTakesOverFifteenSecondsAfterTheLastSignOfLifeItSaw() {
        a.attempt();
        b.attempt();
        now = now.plusSeconds(14);
        b.attempt();
        assertThat(b.leading()).isFalse();
        now = now.plusSeconds(1);
        b.attempt();
        assertThat(b.leading()).isTrue();
        a.attempt();
        assertThat(a.leading()).isFalse();
        assertThat(turns).containsExactly("a elected", "b elected", "a lost");
    }

    @Test
    void aLeaderCutOffGivesUpBeforeAnotherCanTakeOver() {
        a.attempt();
        server.cutOff = "a";
        now = now.plusSeconds(9);
        a.attempt();
        assertThat(a.leading()).isTrue();
        now = now.plusSeconds(1);
        a.attempt();
        assertThat(a.leading()).isFalse();
        assertThat(turns).containsExactly("a elected", "a lost");
    }

    @Test
    void aLeaderThatStopsGivesTheLeaseBack() {
        a.attempt();
        b.attempt();
        a.close();
        b.attempt();
        assertThat(b.leading()).isTrue();
        assertThat(turns).containsExactly("a elected", "b elected");
    }

    @Test
    void ofTwoThatTakeOverAtOnceOneWins() {
        a.attempt();
        a.close();
        var c = elector("c", server);
        server.beforeWrite = c::attempt;
        b.attempt();
        assertThat(c.leading()).isTrue();
        assertThat(b.leading()).isFalse();
    }

    private LeaderElector elector(String self, OneLease lease) {
        KubernetesApi api = new KubernetesApi() {
            @Override
            @SuppressWarnings("unchecked") // only leases are asked for
            public <T extends HasMetadata> ResourceApi<T> resource(ResourceType<T> type) {
                return (ResourceApi<T>) lease.as(self);
            }
        };
        return new LeaderElector(
                api, new ObjectKey("kube-system", "lock"), self, LeaseTimings.standard(), clock, new Turns(self));
    }

    private final class Turns implements LeaderElector.Listener {
        private final String self;

        Turns(String self) {
            this.self = self;
        }

        @Override
        public void elected() {
            turns.add(self + " elected");
        }

        @Override
        public void lost() {
            turns.add(self + " lost");
        }
    }

    /// A server that holds one Lease, with the optimistic lock.
    private static final class OneLease {
        private @Nullable Lease stored;
        private int version;
        private String cutOff = "";
        private @Nullable Runnable beforeWrite;

        ResourceApi<Lease> as(String caller) {
            return new ResourceApi<>() {
                @Override
                public Watching watch(WatchListener<Lease> listener) {
                    return () -> {};
                }

                @Override
                public @Nullable Lease get(ObjectKey key) {
                    reachable();
                    return stored == null ? null : WireJson.copy(stored);
                }

                @Override
                public Lease create(Lease lease) {
                    reachable();
                    if (stored != null) {
                        throw new ApiServerException(ApiServerException.Kind.CONFLICT, 409, "exists");
                    }
                    return store(lease);
                }

                @Override
                public Lease patch(ObjectKey key, String subresource, PatchFormat format, JsonNode patch) {
                    reachable();
                    Runnable first = beforeWrite;
                    beforeWrite = null;
                    if (first != null) {
                        first.run();
                    }
                    ObjectNode merged = (ObjectNode) WireJson.tree(Objects.requireNonNull(stored));
                    if (!patch.at("/metadata/resourceVersion").equals(merged.at("/metadata/resourceVersion"))) {
                        throw new ApiServerException(ApiServerException.Kind.CONFLICT, 409, "changed");
                    }
                    ObjectNode spec = (ObjectNode) merged.get("spec");
                    patch.get("spec").properties().forEach(field -> spec.set(field.getKey(), field.getValue()));
                    return store(WireJson.read(merged, Lease.class));
                }

                private void reachable() {
                    if (cutOff.equals(caller)) {
                        throw new ApiServerException(ApiServerException.Kind.UNAVAILABLE, 0, "cut off");
                    }
                }

                @Override
                public void delete(ObjectKey key, @Nullable String uid, @Nullable Long gracePeriodSeconds) {
                    stored = null;
                }

                @Override
                public void createSubresource(ObjectKey key, String subresource, JsonNode body) {}
            };
        }

        private Lease store(Lease lease) {
            Lease copy = WireJson.copy(lease);
            copy.getMetadata().setResourceVersion(String.valueOf(++version));
            stored = copy;
            return WireJson.copy(copy);
        }
    }

    @Test
    void standardTimingsLetALeaderStopBeforeTheNextBegins() {
        LeaseTimings timings = LeaseTimings.standard();
        assertThat(timings.renewWithin().plus(timings.retry())).isLessThan(timings.lease());
        assertThat(timings.retry()).isEqualTo(Duration.ofSeconds(2));
    }
}
