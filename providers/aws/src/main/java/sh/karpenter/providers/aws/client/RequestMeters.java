package sh.karpenter.providers.aws.client;

import java.time.Duration;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Measures every call to AWS, and every attempt of it.
///
/// @param meters where measurements go
record RequestMeters(ProviderMeters meters) implements ExecutionInterceptor {
    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("karpenter.began");
    private static final ExecutionAttribute<Long> ATTEMPT_BEGAN = new ExecutionAttribute<>("karpenter.attempt.began");

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(ATTEMPT_BEGAN, System.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        meters.awsAttempt(
                service(attributes),
                operation(attributes),
                Integer.toString(context.httpResponse().statusCode()),
                since(attributes, ATTEMPT_BEGAN));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        meters.awsCall(
                service(attributes),
                operation(attributes),
                Integer.toString(context.httpResponse().statusCode()),
                since(attributes, BEGAN));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        String code = context.exception() instanceof RuntimeException broken
                ? AwsFailure.of(broken).code()
                : "";
        meters.awsCall(service(attributes), operation(attributes), code, since(attributes, BEGAN));
    }

    private static Duration since(ExecutionAttributes attributes, ExecutionAttribute<Long> moment) {
        Long began = attributes.getAttribute(moment);
        return began == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
    }

    private static String service(ExecutionAttributes attributes) {
        return String.valueOf(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME));
    }

    private static String operation(ExecutionAttributes attributes) {
        return String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
}
