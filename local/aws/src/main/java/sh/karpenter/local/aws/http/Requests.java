package sh.karpenter.local.aws.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.Parameters;

/// Decodes HTTP requests and finds out which service and action they mean, in this order:
///
/// 1. the credential scope of the signature names the service: `Credential=…/20261123/us-west-2/ec2/aws4_request`;
/// 2. unsigned requests: the header `X-Amz-Target`, the parameter `Version`, then the path.
///
/// Signatures are not verified: every key is as good as any other.
final class Requests {
    private static final Pattern SCOPE = Pattern.compile("Credential=[^/,]+/[^/,]*/[^/,]*/([^/,]+)/aws4_request");
    private static final Map<String, String> BY_TARGET = Map.of(
            "AmazonSSM", "ssm",
            "AmazonSQS", "sqs",
            "AWSPriceListService", "pricing");
    private static final Map<String, String> BY_VERSION = Map.of(
            "2016-11-15", "ec2",
            "2010-05-08", "iam",
            "2011-06-15", "sts",
            "2012-11-05", "sqs");

    private Requests() {}

    /// The parts of an HTTP request that matter.
    ///
    /// @param query the raw query string, null when there is none
    /// @param contentType null when there is none
    /// @param authorization the header of that name, null when there is none
    /// @param target the header `X-Amz-Target`, null when there is none
    record Http(
            String method,
            String path,
            @Nullable String query,
            @Nullable String contentType,
            @Nullable String authorization,
            @Nullable String target,
            String body,
            String endpoint) {}

    static AwsRequest decode(Http http) {
        var fields = new LinkedHashMap<String, String>();
        if (http.query() != null) {
            readFields(http.query(), fields);
        }
        var type = http.contentType();
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            readFields(http.body(), fields);
        }
        var target = http.target() == null ? "" : http.target();
        int dot = target.lastIndexOf('.');
        var parameters = Parameters.of(fields);
        var action = dot >= 0 ? target.substring(dot + 1) : fields.get("Action");
        return new AwsRequest(
                service(http, target, fields),
                action == null ? http.method() + " " + http.path() : action,
                http.method(),
                http.path(),
                dot >= 0 ? target.substring(0, dot) : "",
                parameters,
                http.body(),
                http.endpoint());
    }

    private static String service(Http http, String target, Map<String, String> fields) {
        var authorization = http.authorization();
        if (authorization != null) {
            var scope = SCOPE.matcher(authorization);
            if (scope.find()) {
                return scope.group(1);
            }
        }
        int dot = target.lastIndexOf('.');
        if (dot >= 0) {
            var prefix = target.substring(0, dot);
            return BY_TARGET.getOrDefault(prefix, prefix);
        }
        var version = fields.get("Version");
        if (version != null) {
            return BY_VERSION.getOrDefault(version, "version " + version);
        }
        if (http.path().startsWith("/clusters")) {
            return "eks";
        }
        return http.path().startsWith("/managedresources") ? "arc-zonal-shift" : "unknown";
    }

    private static void readFields(String encoded, Map<String, String> fields) {
        for (var pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            fields.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
    }
}
