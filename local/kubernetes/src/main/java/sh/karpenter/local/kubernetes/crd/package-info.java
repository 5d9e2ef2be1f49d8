/// CustomResourceDefinitions: from a definition to a served resource with its schema, versions and
/// conversion. Start reading at [CustomResources]. It must not know HTTP requests.
@NullMarked
package sh.karpenter.local.kubernetes.crd;

import org.jspecify.annotations.NullMarked;
