package sh.karpenter.local.aws.boot;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the call of the bootstrap script in shell and PowerShell user data, without running anything else of it:
/// `/etc/eks/bootstrap.sh` of Amazon Linux 2 and `Start-EKSBootstrap.ps1` of Windows.
final class BootstrapScriptReader {
    private static final String SHELL = "/etc/eks/bootstrap.sh";
    private static final Pattern POWERSHELL = Pattern.compile("-(EKSClusterName|APIServerEndpoint|Base64ClusterCA|"
            + "KubeletExtraArgs)\\s+(?:'([^']*)'|\"([^\"]*)\"|(\\S+))");

    private BootstrapScriptReader() {}

    /// Whether a part calls the script of Amazon Linux 2.
    static boolean isShell(Mime.Part part) {
        return part.body().contains(SHELL);
    }

    /// Whether a part calls the script of Windows.
    static boolean isPowerShell(Mime.Part part) {
        return part.body().contains("Start-EKSBootstrap.ps1");
    }

    /// @throws BadUserData when the call is not complete
    static KubeletSettings readShell(String script) {
        var words = KubeletFlags.words(call(script));
        if (words.isEmpty() || words.getFirst().startsWith("--")) {
            throw new BadUserData(SHELL + " is called without the name of a cluster");
        }
        var arguments = new KubeletFlags();
        arguments.addPairs(words.subList(1, words.size()));
        var extra = arguments.get("kubelet-extra-args");
        return settings(
                words.getFirst(),
                arguments.get("apiserver-endpoint"),
                arguments.get("b64-cluster-ca"),
                extra == null ? "" : extra,
                "raid0".equals(arguments.get("local-disks")));
    }

    /// @throws BadUserData when the call is not complete
    static KubeletSettings readPowerShell(String script) {
        String cluster = null;
        String endpoint = null;
        String authority = null;
        var extra = "";
        var found = POWERSHELL.matcher(script);
        while (found.find()) {
            var value =
                    found.group(2) != null ? found.group(2) : found.group(3) != null ? found.group(3) : found.group(4);
            switch (found.group(1).toLowerCase(Locale.ROOT)) {
                case "eksclustername" -> cluster = value;
                case "apiserverendpoint" -> endpoint = value;
                case "base64clusterca" -> authority = value;
                default -> extra = value;
            }
        }
        if (cluster == null) {
            throw new BadUserData("Start-EKSBootstrap.ps1 is called without -EKSClusterName");
        }
        return settings(cluster, endpoint, authority, extra, false);
    }

    private static KubeletSettings settings(
            String cluster,
            @Nullable String endpoint,
            @Nullable String authority,
            String kubeletArguments,
            boolean raid0) {
        var kubelet = new KubeletFlags();
        kubelet.addAll(KubeletFlags.words(kubeletArguments));
        return new KubeletSettings(
                cluster,
                endpoint,
                authority,
                kubelet.labels(),
                kubelet.taints(),
                kubelet.integer("max-pods"),
                kubelet.integer("pods-per-core"),
                kubelet.pairs("kube-reserved", "="),
                kubelet.pairs("system-reserved", "="),
                kubelet.pairs("eviction-hard", "<"),
                raid0);
    }

    /// What follows the script's path, up to the end of the command.
    private static String call(String script) {
        var joined = script.replace("\\\n", " ");
        int start = joined.indexOf(SHELL) + SHELL.length();
        int end = joined.indexOf('\n', start);
        return end < 0 ? joined.substring(start) : joined.substring(start, end);
    }

    /// The forms that this class reads, for messages.
    static List<String> forms() {
        return List.of(SHELL, "Start-EKSBootstrap.ps1");
    }
}
