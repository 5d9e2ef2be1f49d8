package sh.karpenter.kube.provider;

import java.util.List;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.kube.client.runtime.Controller;

/// A provider that is ready for use, and the controllers that must run beside the core's for it to stay so.
///
/// @param provider the port
/// @param controllers run by the process that leads, stopped with it; they already watch what they need
public record ProvidedCloud(CloudProvider provider, List<Controller<?>> controllers) {
    public ProvidedCloud {
        controllers = List.copyOf(controllers);
    }
}
