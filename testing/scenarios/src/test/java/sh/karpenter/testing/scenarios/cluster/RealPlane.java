package sh.karpenter.testing.scenarios.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.local.LocalSettings;

/// The programs of a real control plane, and the switch that runs system tests on it: with `-Dcontrol.plane=real` every
/// test that starts a local cluster starts it on the programs that `KUBEBUILDER_ASSETS` names.
public final class RealPlane {
    private static final List<String> PROGRAMS =
            List.of("etcd", "kube-apiserver", "kube-scheduler", "kube-controller-manager");

    private RealPlane() {}

    /// The folder of `KUBEBUILDER_ASSETS` that has all programs; null when there is none.
    public static @Nullable Path found() {
        String folders = System.getenv("KUBEBUILDER_ASSETS");
        for (String folder : folders == null ? new String[0] : folders.split(File.pathSeparator, -1)) {
            if (PROGRAMS.stream().allMatch(program -> Files.isExecutable(Path.of(folder, program)))) {
                return Path.of(folder);
            }
        }
        return null;
    }

    /// The folder that tests have to run on, null for the embedded control plane.
    public static @Nullable Path chosen() {
        String choice = System.getProperty("control.plane", "embedded");
        return switch (choice) {
            case "embedded" -> null;
            case "real" -> {
                Path folder = found();
                if (folder == null) {
                    throw new IllegalStateException(
                            "-Dcontrol.plane=real needs " + PROGRAMS + " in the folder that KUBEBUILDER_ASSETS names");
                }
                yield folder;
            }
            default -> throw new IllegalStateException("-Dcontrol.plane=" + choice + ": choose one of embedded, real");
        };
    }

    /// The usual cluster on the control plane that was chosen.
    public static LocalSettings settings() {
        return LocalSettings.walkthrough().on(chosen());
    }
}
