/// What a machine is told when it boots, in the language of its image. Start reading at [UserData].
/// It must not know AWS: it turns values into text.
@NullMarked
package sh.karpenter.providers.aws.userdata;

import org.jspecify.annotations.NullMarked;
