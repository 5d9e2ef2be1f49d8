package sh.karpenter.local.kubernetes.request;

import java.util.function.Consumer;

/// How a write is to be done.
///
/// @param caller who asks
/// @param fieldManager the name under which changed fields are recorded
/// @param dryRun whether to do everything except committing
/// @param validation what to do about unknown fields
/// @param force whether an apply takes over fields that others own
/// @param tracked whether the changed fields are recorded in `metadata.managedFields`; the cluster's own
///     controllers leave them out, they would double the size of every pod
/// @param warnings receives texts that the client shall see
public record WriteOptions(
        Caller caller,
        String fieldManager,
        boolean dryRun,
        FieldValidation validation,
        boolean force,
        boolean tracked,
        Consumer<String> warnings) {

    /// What to do about fields that the schema does not know.
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /// The same options with nothing to be committed.
    public WriteOptions dry() {
        return new WriteOptions(caller, fieldManager, true, validation, force, tracked, warnings);
    }

    /// The options of a write from inside the process.
    public static WriteOptions inProcess(Caller caller, String fieldManager) {
        return new WriteOptions(caller, fieldManager, false, FieldValidation.IGNORE, false, false, warning -> {});
    }
}
