/// What is served: groups, versions, resources, their subresources and traits. Start reading at
/// [ResourceDefinition] and [Catalogue]. It must not know how objects are stored or how requests arrive.
@NullMarked
package sh.karpenter.local.kubernetes.resource;

import org.jspecify.annotations.NullMarked;
