package sh.karpenter.app.controller;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where and as whom this process runs.
final class Namespaces {
    private static final Path OWN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final String FALLBACK = "kube-system";

    private Namespaces() {}

    /// The namespace of the leader's lease: the one given, else the pod's own, else `kube-system`.
    static String ofLease(String given) {
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return Files.isReadable(OWN) ? Files.readString(OWN).strip() : FALLBACK;
        } catch (IOException unreadable) {
            return FALLBACK;
        }
    }

    /// The name of this machine, or pod.
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "karpenter";
        }
    }
}
