package sh.karpenter.providers.aws.userdata;

import java.util.ArrayList;
import sh.karpenter.providers.aws.userdata.UserData.Outcome;

/// User data of Amazon Linux 2: a call of the image's bootstrap script, after whatever the user brings.
///
/// Source: awslabs/amazon-eks-ami, `bootstrap.sh`.
final class Al2UserData {
    private static final String NEXT = " \\\n";

    private Al2UserData() {}

    static Outcome write(NodeBoot boot) {
        var parts = new ArrayList<MimeDocument.Part>();
        if (MimeDocument.isMime(boot.custom())) {
            MimeDocument custom = MimeDocument.parse(boot.custom());
            if (custom == null) {
                return new Outcome.Malformed("userData begins like a MIME document but cannot be taken apart: "
                        + "it needs a boundary in its header and a closing boundary at its end");
            }
            parts.addAll(custom.parts());
        } else if (!boot.custom().isBlank()) {
            parts.add(new MimeDocument.Part(MimeDocument.SHELL, boot.custom()));
        }
        parts.add(new MimeDocument.Part(MimeDocument.SHELL, script(boot)));
        return new Outcome.Written(new MimeDocument(parts).text());
    }

    private static String script(NodeBoot boot) {
        var script = new StringBuilder("#!/bin/bash -xe\n");
        script.append("exec > >(tee /var/log/user-data.log|logger -t user-data -s 2>/dev/console) 2>&1\n");
        script.append("/etc/eks/bootstrap.sh '").append(boot.cluster().name()).append("'");
        script.append(" --apiserver-endpoint '")
                .append(boot.cluster().endpoint())
                .append("'");
        if (boot.cluster().certificateAuthority() != null) {
            script.append(" --b64-cluster-ca '")
                    .append(boot.cluster().certificateAuthority())
                    .append("'");
        }
        String dns = boot.clusterDns().isEmpty() ? "" : boot.clusterDns().getFirst();
        if (dns.contains(":")) {
            script.append(NEXT).append("--ip-family ipv6");
        }
        if (!dns.isEmpty()) {
            script.append(NEXT).append("--dns-cluster-ip '").append(dns).append("'");
        }
        script.append(NEXT).append("--use-max-pods false");
        script.append(NEXT)
                .append("--kubelet-extra-args '")
                .append(KubeletArguments.text(boot))
                .append("'");
        if (boot.localDisksTogether()) {
            script.append(NEXT).append("--local-disks raid0");
        }
        return script.append('\n').toString();
    }
}
