/// The images that a node class selects, and which machines each can boot. Start reading at [Amis].
/// It must not know how user data is written.
@NullMarked
package sh.karpenter.providers.aws.ami;

import org.jspecify.annotations.NullMarked;
