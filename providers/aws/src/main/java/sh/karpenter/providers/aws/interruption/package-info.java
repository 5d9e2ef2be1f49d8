/// What takes machines away from outside: spot interruptions, reclaimed reservations, maintenance, failed
/// status checks, machines that somebody stopped. Start reading at [InterruptionQueue], then [StatusChecks]. It
/// must not know how machines are launched.
@NullMarked
package sh.karpenter.providers.aws.interruption;

import org.jspecify.annotations.NullMarked;
