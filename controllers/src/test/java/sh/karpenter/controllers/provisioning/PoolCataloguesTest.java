package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.Capabilities;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.testing.Given;
import sh.karpenter.testing.testkit.cloud.FakeCloudProvider;
import sh.karpenter.testing.testkit.kube.FakeClock;

/// Which pools take part in a provisioning pass.
class PoolCataloguesTest {
    private final TreeMap<String, CatalogueOutcome> outcomes = new TreeMap<>();
    private final List<String> told = new ArrayList<>();

    private List<String> provisioning(boolean supported, NodePool... pools) {
        return new PoolCatalogues(new Cloud(), _ -> supported)
                .provisioning(List.of(pools)).stream()
                        .map(PoolCatalogue::pool)
                        .map(NodePool::name)
                        .toList();
    }

    @Test
    void onlyDynamicPoolsOfASupportedKindThatAreReadyTakePart() {
        NodePool plain = nodePool("plain").build();

        assertThat(provisioning(true, plain, nodePool("fixed").replicas(3).build()))
                .containsExactly("plain");
        assertThat(provisioning(false, plain)).isEmpty();
        assertThat(provisioning(true, state(plain, false, false))).isEmpty();
        assertThat(provisioning(true, state(plain, true, true))).isEmpty();
    }

    @Test
    void poolsWithoutInstanceTypesAreLeftOutAndTheOthersTakePart() {
        outcomes.put("empty", new CatalogueOutcome.Catalogue(List.of(), 1));
        outcomes.put("early", new CatalogueOutcome.NotEvaluated("overlays"));
        outcomes.put("broken", new CatalogueOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "no answer"));

        assertThat(provisioning(
                        true,
                        nodePool("empty").build(),
                        nodePool("early").build(),
                        nodePool("broken").build(),
                        nodePool("plain").build()))
                .containsExactly("plain");
        assertThat(told).containsExactly("empty", "early", "broken", "plain");
    }

    private static NodePool state(NodePool pool, boolean ready, boolean deleting) {
        return new NodePool(
                pool.name(),
                pool.uid(),
                pool.weight(),
                pool.labels(),
                pool.annotations(),
                pool.requirements(),
                pool.taints(),
                pool.startupTaints(),
                pool.nodeClass(),
                pool.expireAfter(),
                pool.terminationGracePeriod(),
                pool.limits(),
                pool.disruption(),
                pool.replicas(),
                ready,
                deleting,
                pool.hash(),
                pool.hashVersion());
    }

    /// A cloud of which only the catalogues are asked for.
    private final class Cloud implements CloudProvider {
        private final FakeCloudProvider rest = new FakeCloudProvider(new FakeClock());

        @Override
        public CatalogueOutcome instanceTypes(NodePool pool) {
            told.add(pool.name());
            return outcomes.getOrDefault(pool.name(), new CatalogueOutcome.Catalogue(Given.standardTypes(), 1));
        }

        @Override
        public String name() {
            return rest.name();
        }

        @Override
        public Capabilities capabilities() {
            return rest.capabilities();
        }

        @Override
        public LabelVocabulary labels() {
            return rest.labels();
        }

        @Override
        public List<NodeClassKind> nodeClasses() {
            return rest.nodeClasses();
        }

        @Override
        public LaunchOutcome launch(NodeClaim claim) {
            return rest.launch(claim);
        }

        @Override
        public TerminateOutcome terminate(NodeClaim claim) {
            return rest.terminate(claim);
        }

        @Override
        public FindOutcome find(String providerId) {
            return rest.find(providerId);
        }

        @Override
        public FindOutcome list() {
            return rest.list();
        }

        @Override
        public DriftOutcome drift(NodeClaim claim) {
            return rest.drift(claim);
        }
    }
}
