package sh.karpenter.kube.client.http;

import java.time.Duration;
import sh.karpenter.kube.client.ResourceType;

/// Told of requests to the API server, for metrics. Must be quick.
public interface RequestObserver {

    /// The server answered, or was not there.
    ///
    /// @param method for example `PATCH`
    /// @param code HTTP status, 0 when the server could not be reached
    void answered(String method, int code);

    /// A request for one object took its time, from when it was allowed to be sent.
    ///
    /// @param verb `GET`, `CREATE`, `PATCH` or `DELETE`
    /// @param subresource for example `status`, empty for the object itself
    void took(String verb, ResourceType<?> type, String subresource, Duration time);

    /// Looks away.
    static RequestObserver none() {
        return new RequestObserver() {
            @Override
            public void answered(String method, int code) {}

            @Override
            public void took(String verb, ResourceType<?> type, String subresource, Duration time) {}
        };
    }
}
