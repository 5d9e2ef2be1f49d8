package sh.karpenter.local.aws.ec2;

import java.util.LinkedHashMap;
import java.util.Map;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// Makes actions idempotent by their parameter `ClientToken`: a repeated request gets the first answer again and
/// changes nothing; the same token with other parameters is refused. Refusals are not remembered, so a retry may
/// succeed.
final class ClientTokens {
    private static final int REMEMBERED = 10_000;

    private final Map<String, Answered> answered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answered> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Answered(String request, String answer) {}

    QueryAction once(String name, QueryAction action) {
        return (request, answer) -> {
            var token = request.text("ClientToken");
            if (token == null || request.flag("DryRun")) {
                action.answer(request, answer);
                return;
            }
            var key = name + "/" + token;
            var known = answered.get(key);
            if (known == null) {
                var content = new Xml();
                action.answer(request, content);
                known = new Answered(request.toString(), content.toString());
                answered.put(key, known);
            } else if (!known.request().equals(request.toString())) {
                throw AwsFault.client(
                        "IdempotentParameterMismatch",
                        "The client token " + token + " was used before with other parameters");
            }
            answer.raw(known.answer());
        };
    }
}
