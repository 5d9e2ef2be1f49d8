package sh.karpenter.providers.aws.userdata;

/// User data of the EKS Windows images: a PowerShell script that calls the image's bootstrap script, after the
/// user's own lines.
///
/// Source: EKS user guide, "Bootstrap script configuration parameters" for Windows.
final class WindowsUserData {
    private WindowsUserData() {}

    static String write(NodeBoot boot) {
        var script = new StringBuilder("<powershell>\n");
        if (!boot.custom().isBlank()) {
            script.append(boot.custom());
            script.append(boot.custom().endsWith("\n") ? "" : "\n");
        }
        script.append("[string]$EKSBootstrapScriptFile = \"$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1\"\n");
        script.append("& $EKSBootstrapScriptFile");
        argument(script, "EKSClusterName", boot.cluster().name());
        argument(script, "APIServerEndpoint", boot.cluster().endpoint());
        if (boot.cluster().certificateAuthority() != null) {
            argument(script, "Base64ClusterCA", boot.cluster().certificateAuthority());
        }
        argument(script, "KubeletExtraArgs", KubeletArguments.text(boot));
        if (!boot.clusterDns().isEmpty()) {
            argument(script, "DNSClusterIP", boot.clusterDns().getFirst());
        }
        return script.append("\n</powershell>").toString();
    }

    private static void argument(StringBuilder script, String name, String value) {
        script.append(" -")
                .append(name)
                .append(" '")
                .append(value.replace("'", "''"))
                .append("'");
    }
}
