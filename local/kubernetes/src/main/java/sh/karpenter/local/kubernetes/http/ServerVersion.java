package sh.karpenter.local.kubernetes.http;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// The Kubernetes version that the server claims to be.
///
/// @param major for example `1`
/// @param minor for example `34`
/// @param patch for example `2`
public record ServerVersion(int major, int minor, int patch) {

    /// With a leading v, as in a node's kubelet version.
    public String gitVersion() {
        return "v" + major + "." + minor + "." + patch;
    }

    /// The answer to `GET /version`.
    public ObjectNode document() {
        return Json.object()
                .put("major", Integer.toString(major))
                .put("minor", Integer.toString(minor))
                .put("emulationMajor", Integer.toString(major))
                .put("emulationMinor", Integer.toString(minor))
                .put("minCompatibilityMajor", Integer.toString(major))
                .put("minCompatibilityMinor", Integer.toString(minor - 1))
                .put("gitVersion", gitVersion())
                .put("gitCommit", "0000000000000000000000000000000000000000")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }
}
