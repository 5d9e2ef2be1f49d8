/// A cloud whose machines are Node objects and nothing else: something outside makes them ready and plays their
/// pods. Start reading at [sh.karpenter.providers.kwok.KwokCloudProvider]. It must not know the controllers.
@NullMarked
package sh.karpenter.providers.kwok;

import org.jspecify.annotations.NullMarked;
