package sh.karpenter.app.controller;

import java.util.ServiceLoader;
import java.util.TreeMap;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.kube.provider.CloudProviderFactory;

/// Finds the cloud provider by its name.
final class Providers {
    private Providers() {}

    /// The factory of that name.
    ///
    /// @throws CommandFailure when there is none; the message lists those that there are
    static CloudProviderFactory named(String name) {
        var factories = new TreeMap<String, CloudProviderFactory>();
        for (CloudProviderFactory factory : ServiceLoader.load(CloudProviderFactory.class)) {
            factories.put(factory.name(), factory);
        }
        CloudProviderFactory factory = factories.get(name);
        if (factory == null) {
            throw new CommandFailure(
                    "--cloud-provider \"" + name + "\" is not one of " + String.join(", ", factories.keySet()) + ".");
        }
        return factory;
    }
}
