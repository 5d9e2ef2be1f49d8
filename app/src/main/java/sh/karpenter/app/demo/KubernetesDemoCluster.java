package sh.karpenter.app.demo;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sh.karpenter.app.local.LocalStack;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.mapping.NodePoolMapping;

/// The demo's cluster over the API server, with requests like kubectl's. Prices come from the provider, for the
/// machines that nodes say they are.
final class KubernetesDemoCluster implements PlacementCluster, AutoCloseable {
    private static final String NAMESPACE = "other";
    private static final String PLACEMENT_NAMESPACE = "placement";
    private static final Pattern PLANNED = Pattern.compile("Pod should schedule on: nodeclaim/([^,]+)");
    private static final String WORKLOAD = "inflate";
    private static final String POOL = "default";
    private static final String DISRUPTED = "karpenter.sh/disrupted";

    private final KubernetesClient client;
    private final CloudProvider provider;
    private final Map<String, String> variables;
    private Map<String, Double> prices = Map.of();

    KubernetesDemoCluster(LocalStack stack) {
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(stack.kubeconfig()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        this.provider = stack.provider();
        this.variables = stack.environment();
    }

    @Override
    public void apply(String resource) {
        try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream(resource), resource)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (var variable : variables.entrySet()) {
                text = text.replace("${" + variable.getKey() + "}", variable.getValue());
            }
            for (String document : text.split("(?m)^---$", -1)) {
                client.resource(document).forceConflicts().serverSideApply();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Readiness nodePoolReadiness() {
        NodePool pool = client.resources(NodePool.class).withName(POOL).get();
        if (pool == null || pool.getStatus() == null || pool.getStatus().conditions() == null) {
            return new Readiness(false, "nobody has looked at it yet");
        }
        return pool.getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .map(ready -> new Readiness(
                        ready.status().text().equals("True"), Objects.requireNonNullElse(ready.message(), "")))
                .orElse(new Readiness(false, "nobody has looked at it yet"));
    }

    @Override
    public void scale(int replicas) {
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(WORKLOAD)
                .subresource("scale")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    @Override
    public Workload workload() {
        var deployment = client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(WORKLOAD)
                .get();
        List<Pod> pods = podsOfWorkload();
        int wanted = deployment == null
                ? 0
                : Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 0);
        return new Workload(wanted, pods.size(), (int)
                pods.stream().filter(KubernetesDemoCluster::running).count());
    }

    private List<Pod> podsOfAll() {
        var all = new ArrayList<>(podsOfWorkload());
        all.addAll(client.pods().inNamespace(PLACEMENT_NAMESPACE).list().getItems());
        return all;
    }

    @Override
    public List<DemoPod> pods() {
        var nodeOfClaim = new HashMap<String, String>();
        for (NodeClaim claim : client.resources(NodeClaim.class).list().getItems()) {
            if (claim.getStatus() != null && claim.getStatus().nodeName() != null) {
                nodeOfClaim.put(claim.getMetadata().getName(), claim.getStatus().nodeName());
            }
        }
        var claimOfPod = new HashMap<String, String>();
        for (Event event :
                client.v1().events().inNamespace(PLACEMENT_NAMESPACE).list().getItems()) {
            Matcher planned = PLANNED.matcher(Objects.requireNonNullElse(event.getMessage(), ""));
            if (planned.lookingAt()) {
                claimOfPod.put(event.getInvolvedObject().getName(), planned.group(1));
            }
        }
        return client.pods().inNamespace(PLACEMENT_NAMESPACE).list().getItems().stream()
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .map(pod -> {
                    String claim = claimOfPod.get(pod.getMetadata().getName());
                    return new DemoPod(
                            pod.getMetadata().getName(),
                            pod.getMetadata().getLabels().getOrDefault("app", ""),
                            Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
                            claim == null ? null : nodeOfClaim.getOrDefault(claim, "nodeclaim/" + claim),
                            running(pod));
                })
                .toList();
    }

    private List<Pod> podsOfWorkload() {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", WORKLOAD)
                .list()
                .getItems();
    }

    private static boolean running(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    @Override
    public List<DemoNode> nodes() {
        var podsByNode = new HashMap<String, Integer>();
        for (Pod pod : podsOfAll()) {
            if (pod.getSpec().getNodeName() != null) {
                podsByNode.merge(pod.getSpec().getNodeName(), 1, Integer::sum);
            }
        }
        return client.nodes().withLabel(LabelKeys.NODE_POOL).list().getItems().stream()
                .map(node ->
                        shown(node, podsByNode.getOrDefault(node.getMetadata().getName(), 0)))
                .sorted(Comparator.comparing(DemoNode::name))
                .toList();
    }

    private DemoNode shown(Node node, int pods) {
        Map<String, String> labels = node.getMetadata().getLabels();
        String type = labels.getOrDefault(LabelKeys.INSTANCE_TYPE, "");
        String zone = labels.getOrDefault(LabelKeys.ZONE, "");
        String capacityType = labels.getOrDefault(LabelKeys.CAPACITY_TYPE, "");
        boolean ready = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
        boolean leaving = node.getMetadata().getDeletionTimestamp() != null
                || node.getSpec().getTaints().stream()
                        .anyMatch(taint -> taint.getKey().equals(DISRUPTED));
        return new DemoNode(
                node.getMetadata().getName(),
                type,
                zone,
                capacityType,
                ready,
                leaving,
                pods,
                price(type, zone, capacityType));
    }

    private double price(String type, String zone, String capacityType) {
        String key = type + "/" + zone + "/" + capacityType;
        if (!prices.containsKey(key)) {
            prices = catalogue();
        }
        return prices.getOrDefault(key, 0.0);
    }

    private Map<String, Double> catalogue() {
        NodePool pool = client.resources(NodePool.class).withName(POOL).get();
        var found = new HashMap<String, Double>();
        if (pool != null
                && provider.instanceTypes(NodePoolMapping.toCore(pool))
                        instanceof CatalogueOutcome.Catalogue(var types, var _)) {
            for (InstanceType type : types) {
                for (Offering offering : type.offerings()) {
                    found.put(
                            type.name() + "/" + offering.zone() + "/" + offering.capacityType(),
                            offering.pricePerHour());
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        client.close();
    }
}
