package sh.karpenter.providers.aws.userdata;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;

/// Writes the user data of a machine in the language of its image.
public final class UserData {
    private UserData() {}

    /// What became of it.
    public sealed interface Outcome {
        /// It is written.
        ///
        /// @param text before encoding
        record Written(String text) implements Outcome {
            /// As EC2 wants it.
            public String base64() {
                return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        /// The user's own part cannot be read.
        ///
        /// @param message what is wrong with it
        record Malformed(String message) implements Outcome {}
    }

    /// The user data for images of a family.
    public static Outcome write(AmiFamily family, NodeBoot boot) {
        return switch (family) {
            case AL2023 -> Al2023UserData.write(boot);
            case AL2 -> Al2UserData.write(boot);
            case BOTTLEROCKET -> BottlerocketUserData.write(boot);
            case WINDOWS2019, WINDOWS2022, WINDOWS2025 -> new Outcome.Written(WindowsUserData.write(boot));
            case CUSTOM -> new Outcome.Written(boot.custom());
        };
    }
}
