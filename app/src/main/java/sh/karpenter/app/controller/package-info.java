/// The controller as a process: everything wired by hand. Start reading at [ControllerProcess].
@NullMarked
package sh.karpenter.app.controller;

import org.jspecify.annotations.NullMarked;
