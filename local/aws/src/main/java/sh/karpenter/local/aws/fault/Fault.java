package sh.karpenter.local.aws.fault;

import sh.karpenter.local.aws.wire.AwsFault;

/// A refusal of one action, ordered in advance.
///
/// @param action for example `CreateFleet`, or `*` for every action
/// @param status HTTP status of the refusal
/// @param code error code of the refusal
/// @param message text of the refusal
/// @param times how often it strikes; [Integer#MAX_VALUE] until it is removed
/// @param dryRunsOnly whether real calls pass, which shows what a validation does without the permission
public record Fault(String action, int status, String code, String message, int times, boolean dryRunsOnly) {
    /// A fault of the caller, status 400.
    public static Fault client(String action, String code, int times) {
        return new Fault(action, 400, code, "Injected fault", times, false);
    }

    /// Throttling as EC2 answers it, status 503.
    public static Fault throttled(String action, int times) {
        return new Fault(action, 503, "RequestLimitExceeded", "Request limit exceeded.", times, false);
    }

    /// A failure on AWS's side, status 500.
    public static Fault internal(String action, int times) {
        return new Fault(action, 500, "InternalError", "An internal error has occurred", times, false);
    }

    /// A missing permission, status 403, until it is removed.
    ///
    /// @param service signing name, decides the code: EC2 says `UnauthorizedOperation`, all others `AccessDenied`
    public static Fault unauthorized(String service, String action) {
        var code = service.equals("ec2") ? "UnauthorizedOperation" : "AccessDenied";
        return new Fault(
                action,
                403,
                code,
                "You are not authorized to perform this operation. No identity-based policy allows the " + service + ":"
                        + action + " action",
                Integer.MAX_VALUE,
                false);
    }

    /// The same for dry runs only.
    public Fault forDryRuns() {
        return new Fault(action, status, code, message, times, true);
    }

    boolean strikes(String requested, boolean dryRun) {
        return times > 0 && (action.equals("*") || action.equals(requested)) && (dryRun || !dryRunsOnly);
    }

    Fault once() {
        return times == Integer.MAX_VALUE ? this : new Fault(action, status, code, message, times - 1, dryRunsOnly);
    }

    AwsFault asAnswer() {
        return new AwsFault(status, code, message);
    }
}
