package sh.karpenter.testing.scenarios.cluster;

import java.util.List;

/// What a command printed, and how it ended.
///
/// @param command the command, for messages of failures
/// @param exit exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Printed(String command, int exit, String out, String err) {

    /// The lines of standard output.
    public List<String> lines() {
        return out.lines().toList();
    }

    /// Fails when the command did.
    public Printed orFail() {
        if (exit != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "$ " + command + "\n" + out + err + "(exit status " + exit + ")";
    }
}
