/// How a cloud provider is found and what it is given. Start reading at
/// [sh.karpenter.kube.provider.CloudProviderFactory]. It must not know any particular cloud, nor the controllers.
@NullMarked
package sh.karpenter.kube.provider;

import org.jspecify.annotations.NullMarked;
