package sh.karpenter.app.controller;

import io.fabric8.kubernetes.api.model.Service;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;

/// The cluster's name server, which nodes are told, and whose address shows whether the cluster speaks IPv6.
final class ClusterDns {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final ObjectKey SERVICE = new ObjectKey("kube-system", "kube-dns");

    private ClusterDns() {}

    /// The address of the Service kube-system/kube-dns; null when there is none or it may not be read: most nodes
    /// find out by themselves.
    static @Nullable String address(KubernetesApi api) {
        try {
            Service service = api.resource(ResourceType.of(Service.class)).get(SERVICE);
            String address = service == null || service.getSpec() == null
                    ? null
                    : service.getSpec().getClusterIP();
            return address == null || address.isBlank() || address.equals("None") ? null : address;
        } catch (ApiServerException unreadable) {
            log.atDebug()
                    .addKeyValue("error", unreadable.getMessage())
                    .log("unable to detect the IP of the kube-dns service");
            return null;
        }
    }
}
