package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The core is a function of its arguments: no clock, no I/O, no threads, no randomness, no logging, no order
/// that changes by run.
final class CorePurityTest {
    private static final JavaClasses CLASSES = Sources.classes();

    private static final List<String> FORBIDDEN_PACKAGES = List.of(
            "java.io",
            "java.nio.file",
            "java.net",
            "java.util.concurrent",
            "java.util.logging",
            "java.util.random",
            "java.lang.reflect",
            "org.slf4j");

    private static final Set<String> FORBIDDEN_CLASSES =
            Set.of(Random.class.getName(), HashMap.class.getName(), HashSet.class.getName(), Thread.class.getName());

    private static final Set<String> FORBIDDEN_CALLS = Set.of(
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            Map.class.getName() + ".of",
            Map.class.getName() + ".ofEntries",
            Map.class.getName() + ".copyOf",
            Set.class.getName() + ".of",
            Set.class.getName() + ".copyOf");

    @Test
    void theCoreTouchesNothingThatChangesByRun() {
        var breaches = new TreeSet<String>();
        for (JavaClass user : core()) {
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass();
                boolean forbidden = FORBIDDEN_CLASSES.contains(used.getName())
                        || FORBIDDEN_PACKAGES.stream().anyMatch(prefix -> within(used.getPackageName(), prefix));
                if (forbidden) {
                    breaches.add(user.getName() + " uses " + used.getName());
                }
            }
            for (var call : user.getMethodCallsFromSelf()) {
                String name =
                        call.getTargetOwner().getName() + "." + call.getTarget().getName();
                if (FORBIDDEN_CALLS.contains(name)) {
                    breaches.add(call.getOrigin().getFullName() + " calls " + name);
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void theCoreUsesTheJdkAndNothingElse() {
        var breaches = new TreeSet<String>();
        for (JavaClass user : core()) {
            for (var dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
                boolean known = used.isEmpty()
                        || within(used, "java")
                        || within(used, "sh.karpenter.core")
                        || within(used, "org.jspecify");
                if (!known) {
                    breaches.add(user.getName() + " uses "
                            + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void noClassAnywhereHasAStaticFieldThatChanges() {
        var breaches = new TreeSet<String>();
        for (JavaClass owner : CLASSES) {
            for (JavaField field : owner.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.FINAL)) {
                    breaches.add(field.getFullName());
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    private static List<JavaClass> core() {
        return CLASSES.stream()
                .filter(type -> within(type.getPackageName(), "sh.karpenter.core"))
                .toList();
    }

    private static boolean within(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
