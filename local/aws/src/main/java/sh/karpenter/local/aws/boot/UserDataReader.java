package sh.karpenter.local.aws.boot;

import java.util.List;
import sh.karpenter.local.aws.ec2.image.ImageFamily;

/// Reads user data in the form that an image understands. An image of the user's own understands every form.
final class UserDataReader {
    private UserDataReader() {}

    /// @throws BadUserData when there is nothing in it for such an image, or it is wrong
    static KubeletSettings read(String userData, ImageFamily family) {
        if (userData.isBlank()) {
            throw new BadUserData("The instance has no user data");
        }
        return switch (family) {
            case AL2023 -> nodeConfig(Mime.parts(userData));
            case AL2 -> shell(Mime.parts(userData));
            case BOTTLEROCKET -> BottlerocketReader.read(userData);
            case WINDOWS -> powerShell(userData);
            case CUSTOM -> any(userData);
        };
    }

    private static KubeletSettings nodeConfig(List<Mime.Part> parts) {
        var documents = parts.stream()
                .filter(NodeConfigReader::accepts)
                .map(Mime.Part::body)
                .toList();
        if (documents.isEmpty()) {
            throw new BadUserData(
                    "The user data has no NodeConfig document, without which Amazon Linux 2023 joins nothing");
        }
        return NodeConfigReader.read(documents);
    }

    private static KubeletSettings shell(List<Mime.Part> parts) {
        return parts.stream()
                .filter(BootstrapScriptReader::isShell)
                .findFirst()
                .map(part -> BootstrapScriptReader.readShell(part.body()))
                .orElseThrow(() -> new BadUserData("The user data does not call "
                        + BootstrapScriptReader.forms().getFirst()));
    }

    private static KubeletSettings powerShell(String userData) {
        if (!BootstrapScriptReader.isPowerShell(new Mime.Part("", userData))) {
            throw new BadUserData("The user data does not call "
                    + BootstrapScriptReader.forms().getLast());
        }
        return BootstrapScriptReader.readPowerShell(userData);
    }

    private static KubeletSettings any(String userData) {
        if (userData.contains("[settings.kubernetes]")) {
            return BottlerocketReader.read(userData);
        }
        var parts = Mime.parts(userData);
        if (parts.stream().anyMatch(NodeConfigReader::accepts)) {
            return nodeConfig(parts);
        }
        if (parts.stream().anyMatch(BootstrapScriptReader::isPowerShell)) {
            return powerShell(userData);
        }
        return shell(parts);
    }
}
