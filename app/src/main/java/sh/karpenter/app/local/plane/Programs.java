package sh.karpenter.app.local.plane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import sh.karpenter.app.cli.CommandFailure;

/// The programs of a control plane in one folder.
///
/// @param folder the folder
record Programs(Path folder) {
    static final String ETCD = "etcd";
    static final String API_SERVER = "kube-apiserver";
    static final String SCHEDULER = "kube-scheduler";
    static final String CONTROLLER_MANAGER = "kube-controller-manager";

    /// The folder, if everything is in it.
    ///
    /// @throws CommandFailure when a program is missing; the message names all that are
    static Programs in(Path folder) {
        var missing = new ArrayList<String>();
        for (String program : new String[] {ETCD, API_SERVER, SCHEDULER, CONTROLLER_MANAGER}) {
            if (!Files.isExecutable(folder.resolve(program))) {
                missing.add(program);
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandFailure("no " + String.join(", no ", missing) + " in " + folder
                    + ": name a folder that has them with --control-plane. Without it, and without KUBEBUILDER_ASSETS,"
                    + " the embedded server is used.");
        }
        return new Programs(folder);
    }

    String path(String program) {
        return folder.resolve(program).toString();
    }
}
