/// The CustomResourceDefinitions of our kinds, as documents to install. Start reading at
/// [sh.karpenter.kube.api.crd.CustomResourceDefinitions]; the schemas themselves are the YAML files beside it.
/// It must not know who installs them.
@NullMarked
package sh.karpenter.kube.api.crd;

import org.jspecify.annotations.NullMarked;
