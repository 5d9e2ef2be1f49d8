package sh.karpenter.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The policies of `deploy/aws/cloudformation.yaml` allow what the sources call, and nothing else.
final class IamPolicyTest {
    private static final String SERVICES = "(ec2|ssm|iam|eks|pricing|sqs)";
    private static final Pattern CALL = Pattern.compile("\\b" + SERVICES
            + "\\s*\\.((?:describe|create|delete|run|terminate|get|list|add|remove|tag|receive|reboot)[A-Z]\\w*?)"
            + "(?:Paginator)?\\(");
    private static final Pattern ALLOWED = Pattern.compile("\"" + SERVICES + ":(\\w+)\"(?!\\s*:)");

    /// What calls need besides the right to make them: machines get the node role, profiles are tagged as they are
    /// made.
    private static final List<String> IMPLIED = List.of("iam:PassRole", "iam:TagInstanceProfile");

    @Test
    void thePoliciesAllowExactlyTheCallsThatAreMade() throws IOException {
        var called = new TreeSet<>(IMPLIED);
        called.addAll(calls());
        assertThat(allowed()).isEqualTo(called);
    }

    private static Set<String> calls() throws IOException {
        try (Stream<Path> files = Files.walk(repository().resolve("providers/aws/src/main/java"))) {
            var calls = new TreeSet<String>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                CALL.matcher(Files.readString(file))
                        .results()
                        .map(call -> action(call, call.group(2)))
                        .forEach(calls::add);
            }
            return calls;
        }
    }

    private static Set<String> allowed() throws IOException {
        String text = Files.readString(repository().resolve("deploy/aws/cloudformation.yaml"));
        var allowed = new TreeSet<String>();
        ALLOWED.matcher(text)
                .results()
                .map(action -> action(action, action.group(2)))
                .forEach(allowed::add);
        return allowed;
    }

    private static String action(MatchResult match, String method) {
        return match.group(1) + ":" + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1);
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("deploy/aws"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above this one has deploy/aws");
        }
        return folder;
    }
}
