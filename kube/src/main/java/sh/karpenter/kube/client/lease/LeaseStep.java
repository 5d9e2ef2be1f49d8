package sh.karpenter.kube.client.lease;

/// What to do about the lease.
sealed interface LeaseStep {

    /// There is none: create it as ours.
    record Create() implements LeaseStep {}

    /// It is ours: give a sign of life.
    record Renew() implements LeaseStep {}

    /// Nobody holds it, or its holder gave no sign of life for too long: make it ours.
    record TakeOver() implements LeaseStep {}

    /// Somebody else holds it: wait.
    record Follow() implements LeaseStep {}
}
