/// Tests of the emulator through the clients that the controller uses.
@NullMarked
package sh.karpenter.local.aws;

import org.jspecify.annotations.NullMarked;
