package sh.karpenter.local.aws.http;

import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.aws.fault.Faults;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.AwsService;

/// Answers every request: finds the service, lets ordered faults strike, asks the service and turns refusals into
/// its protocol's error document.
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Map<String, AwsService> services;
    private final Faults faults;
    private final RequestLog requests;

    /// @param services by signing name; `ec2` also answers for requests of unknown services
    public Gateway(Map<String, AwsService> services, Faults faults, RequestLog requests) {
        this.services = services;
        this.faults = faults;
        this.requests = requests;
    }

    AwsAnswer answer(AwsRequest request) {
        var service = services.get(request.service());
        if (service == null) {
            LOG.warn("A request for service '{}', which is not served: {}", request.service(), request.action());
            var unknown = AwsFault.unknownAction(request.service(), request.action());
            return AwsAnswer.of(unknown.status(), "text/plain", unknown.code() + ": " + unknown.text());
        }
        var operation = service.operation(request);
        requests.add(request.service(), operation);
        var requestId = UUID.randomUUID().toString();
        try {
            var injected = faults.next(operation, request.parameters().flag("DryRun"));
            if (injected != null) {
                throw injected;
            }
            var answer = service.answer(request);
            LOG.debug("{}:{} answered", request.service(), operation);
            return answer;
        } catch (AwsFault fault) {
            if (fault.code().equals("InvalidAction")) {
                LOG.warn("{}", fault.text());
            } else {
                LOG.debug("{}:{} refused: {} {}", request.service(), operation, fault.code(), fault.text());
            }
            return service.refusal(request, fault, requestId);
        } catch (RuntimeException e) {
            LOG.error("{}:{} failed; this is a defect of the local AWS", request.service(), operation, e);
            var failure = new AwsFault(500, "InternalFailure", "The local AWS failed: " + e);
            return service.refusal(request, failure, requestId);
        }
    }
}
