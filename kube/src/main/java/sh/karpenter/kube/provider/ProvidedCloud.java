package sh.karpenter.kube.provider;

import java.util.List;
import sh.karpenter.core.cloud.CloudProvider;

/// A provider that is ready for use, and the loops that must run beside the core's for it to stay so.
///
/// @param provider the port
/// @param loops run by the process that leads, stopped with it
public record ProvidedCloud(CloudProvider provider, List<ProviderLoop> loops) {
    public ProvidedCloud {
        loops = List.copyOf(loops);
    }
}
