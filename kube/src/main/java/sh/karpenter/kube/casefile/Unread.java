package sh.karpenter.kube.casefile;

/// An object of a case file that cannot be understood and is left out; the rest of the case stands.
///
/// @param object which one: list and index, for example `pods[3]`
/// @param name its name, empty when it has none; of a pod `namespace/name` outside `default`
/// @param problem what is wrong: field, value and what was expected
public record Unread(String object, String name, String problem) {

    /// One line: `pods[3] (web-0): spec.containers[0].resources.requests.cpu: "1x": is not a quantity`.
    public String text() {
        return object + (name.isEmpty() ? "" : " (" + name + ")") + ": " + problem;
    }

    /// Whether it is one of the pods to be placed.
    public boolean pod() {
        return object.startsWith("pods[");
    }
}
