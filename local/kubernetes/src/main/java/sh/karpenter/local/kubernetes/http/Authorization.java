package sh.karpenter.local.kubernetes.http;

import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.Target;

/// Decides who may do what.
@FunctionalInterface
public interface Authorization {

    /// Lets a request pass or refuses it.
    ///
    /// @param verb the verb of the request as roles name it, for example `deletecollection`
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 403 when the caller may not
    void check(Caller caller, String verb, Target target);
}
