package sh.karpenter.providers.kwok;

import java.nio.file.Path;
import java.util.List;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.kube.provider.CloudProviderFactory;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;

/// Opens the provider of simulated machines. Setting `INSTANCE_TYPES_FILE_PATH` names a file with machines in
/// place of the built-in ones.
public final class KwokProviderFactory implements CloudProviderFactory {
    private static final String FILE_SETTING = "INSTANCE_TYPES_FILE_PATH";

    /// Made by the service loader.
    public KwokProviderFactory() {}

    @Override
    public String name() {
        return "kwok";
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return List.of(KwokCloudProvider.NODE_CLASS);
    }

    @Override
    public ProvidedCloud create(ProviderContext context) {
        String file = context.settings().getOrDefault(FILE_SETTING, "");
        List<InstanceType> types = file.isEmpty() ? KwokInstanceTypes.builtIn() : InstanceTypesFile.read(Path.of(file));
        var joining = new JoiningNodes(context.stores(), context.clock());
        return new ProvidedCloud(new KwokCloudProvider(context.stores(), types), List.of(joining.controller()));
    }
}
