package sh.karpenter.testing.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who may use whom. An arrow that is not drawn here does not exist.
final class ArrowsTest {
    private static final String BASE = "sh.karpenter.";
    private static final JavaClasses CLASSES = Sources.classes();

    /// Package prefix to the prefixes of ours that it may use besides itself. The longest prefix that fits a
    /// class decides.
    private static final Map<String, List<String>> MAY_USE = mayUse();

    private static Map<String, List<String>> mayUse() {
        var rules = new LinkedHashMap<String, List<String>>();
        rules.put("core.model", List.of());
        rules.put("core.cloud", List.of("core.model"));
        rules.put("core.scheduling", List.of("core.cloud", "core.model"));
        rules.put("core.disruption", List.of("core.scheduling", "core.cloud", "core.model"));
        rules.put("core.state", List.of("core.model"));
        rules.put("core.testing", List.of("core"));
        rules.put("kube", List.of("core"));
        rules.put("kube.api", List.of("core.model"));
        rules.put("controllers", List.of("core", "kube"));
        rules.put("providers.aws", List.of("core", "kube"));
        rules.put("providers.kwok", List.of("core", "kube"));
        rules.put("local.kubernetes", List.of("kube.api"));
        rules.put("local.kubelets", List.of("kube"));
        rules.put("local.aws", List.of());
        rules.put("app", List.of("core", "kube", "controllers", "providers", "local"));
        rules.put("testing.testkit", List.of("core", "kube"));
        rules.put("testing.bench", List.of("core", "kube"));
        return rules;
    }

    @Test
    void noPackageUsesOneThatItMayNot() {
        var breaches = new TreeSet<String>();
        for (JavaClass user : CLASSES) {
            String from = room(user.getPackageName());
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                if (used.getPackageName().startsWith(BASE)
                        && !allowed(from, used.getPackageName().substring(BASE.length()))) {
                    breaches.add(user.getName() + " uses " + used.getName());
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching("sh.karpenter.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheKubeClientAndTheExecutableUseTheKubernetesClient() {
        var breaches = new TreeSet<String>();
        for (JavaClass user : CLASSES) {
            String from = user.getPackageName().substring(BASE.length());
            boolean may = from.startsWith("kube.client") || from.startsWith("local.kubelets") || from.startsWith("app");
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getPackageName();
                boolean client = used.startsWith("io.fabric8.kubernetes.client")
                        && !used.equals("io.fabric8.kubernetes.client")
                        && !used.startsWith("io.fabric8.kubernetes.client.utils");
                if (client && !may) {
                    breaches.add(user.getName() + " uses "
                            + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    private static String room(String packageName) {
        String name = packageName.substring(BASE.length());
        String longest = "";
        for (String prefix : MAY_USE.keySet()) {
            if (within(name, prefix) && prefix.length() > longest.length()) {
                longest = prefix;
            }
        }
        assertThat(longest)
                .as("a room in the house for package %s", packageName)
                .isNotEmpty();
        return longest;
    }

    private static boolean allowed(String from, String used) {
        if (within(used, from)) {
            return true;
        }
        for (String prefix : MAY_USE.getOrDefault(from, List.of())) {
            if (within(used, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
