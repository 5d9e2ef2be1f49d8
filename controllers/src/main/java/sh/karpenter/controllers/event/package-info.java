/// Events about objects, as `kubectl describe` shows them. Start reading at
/// [sh.karpenter.controllers.event.EventRecorder]. It must not know who publishes.
@NullMarked
package sh.karpenter.controllers.event;

import org.jspecify.annotations.NullMarked;
