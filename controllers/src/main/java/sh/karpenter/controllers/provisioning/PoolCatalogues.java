package sh.karpenter.controllers.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// The pools that may open nodes, each with the machines it may choose from.
public final class PoolCatalogues {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final CloudProvider provider;
    private final Predicate<NodeClassRef> supported;

    /// Asks the provider anew each time; providers cache.
    ///
    /// @param supported whether a node class is of a kind that the provider supports
    public PoolCatalogues(CloudProvider provider, Predicate<NodeClassRef> supported) {
        this.provider = provider;
        this.supported = supported;
    }

    /// The pools that may open nodes now: ours, dynamic, ready, not being deleted, with instance types.
    public List<PoolCatalogue> provisioning(List<NodePool> pools) {
        var result = new ArrayList<PoolCatalogue>();
        for (NodePool pool : pools) {
            if (!supported.test(pool.nodeClass()) || pool.isStatic() || pool.deleting()) {
                continue;
            }
            if (!pool.ready()) {
                log.atError().addKeyValue("NodePool", reference(pool)).log("ignoring nodepool, not ready");
                continue;
            }
            add(pool, result);
        }
        return result;
    }

    /// All pools of ours whose instance types can be had, whatever their state: what their nodes cost must be
    /// known.
    public List<PoolCatalogue> known(List<NodePool> pools) {
        var result = new ArrayList<PoolCatalogue>();
        for (NodePool pool : pools) {
            if (supported.test(pool.nodeClass())) {
                add(pool, result);
            }
        }
        return result;
    }

    private void add(NodePool pool, List<PoolCatalogue> result) {
        switch (provider.instanceTypes(pool)) {
            case CatalogueOutcome.Catalogue(var types, var generation) -> {
                if (types.isEmpty()) {
                    log.atInfo()
                            .addKeyValue("NodePool", reference(pool))
                            .log("skipping, no resolved instance types found");
                } else {
                    result.add(new PoolCatalogue(pool, types, generation));
                }
            }
            case CatalogueOutcome.NotEvaluated(var reason) ->
                log.atDebug()
                        .addKeyValue("NodePool", reference(pool))
                        .addKeyValue("reason", reason)
                        .log("skipping, nodepool is awaiting evaluation");
            case CatalogueOutcome.Failed(var kind, var message) ->
                log.atError()
                        .addKeyValue("NodePool", reference(pool))
                        .addKeyValue("kind", kind)
                        .addKeyValue("error", message)
                        .log("skipping, unable to resolve instance types");
        }
    }

    private static Map<String, String> reference(NodePool pool) {
        return Map.of("name", pool.name());
    }
}
