/// The controller's settings: flags and environment, with the names and defaults that Karpenter's chart sets.
/// Start reading at [Setting], then [Options]. It must not know what the settings do.
@NullMarked
package sh.karpenter.app.options;

import org.jspecify.annotations.NullMarked;
