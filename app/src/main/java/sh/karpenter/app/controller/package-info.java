/// The controller as a process: everything wired by hand. Start reading at [ControllerProcess]. It must not
/// know what any controller decides.
@NullMarked
package sh.karpenter.app.controller;

import org.jspecify.annotations.NullMarked;
