package sh.karpenter.providers.aws.readiness;

import java.util.function.Supplier;
import sh.karpenter.providers.aws.failure.AwsFailure;
import software.amazon.awssdk.core.exception.SdkException;

/// What a look at AWS showed.
///
/// @param <T> what was looked for
sealed interface Seen<T> {

    /// AWS answered.
    record Answer<T>(T value) implements Seen<T> {}

    /// AWS refused or did not answer; it says nothing about what was looked for.
    record Failure<T>(AwsFailure failure) implements Seen<T> {}

    /// Looks.
    static <T> Seen<T> look(Supplier<T> call) {
        try {
            return new Answer<>(call.get());
        } catch (SdkException broken) {
            return new Failure<>(AwsFailure.of(broken));
        }
    }
}
