package sh.karpenter.local.aws;

import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.AwsService;

/// A service whose actions run one at a time, with the account's lock held.
record LockedService(AwsService service, AccountLock lock) implements AwsService {
    @Override
    public String operation(AwsRequest request) {
        return service.operation(request);
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        return lock.call(() -> service.answer(request));
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        return service.refusal(request, fault, requestId);
    }
}
