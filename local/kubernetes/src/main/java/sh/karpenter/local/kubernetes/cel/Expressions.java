package sh.karpenter.local.kubernetes.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compiles and evaluates expressions over dynamic variables. Each expression is compiled once, when it is
/// first evaluated: loading the compiler takes a good part of a second, which a server without rules never
/// spends.
public final class Expressions {
    private static final int MOST_ITERATIONS = 1_000_000;
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .build();

    private static final Pattern ABSENT_KEY = Pattern.compile("^key '(.*)' is not present in map");

    private final CelCompiler compiler;
    private final CelRuntime runtime;
    private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

    /// @param variables the names that expressions may use
    public Expressions(List<String> variables) {
        KubernetesLibrary library = new KubernetesLibrary();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelOptionalLibrary.INSTANCE, library);
        variables.forEach(name -> builder.addVar(name, SimpleType.DYN));
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(
                        CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelOptionalLibrary.INSTANCE, library)
                .build();
    }

    /// An expression that is wrong in itself, whatever the values of its variables.
    public static final class CompilationException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        CompilationException(Exception cause) {
            super("compilation failed: " + cause.getMessage(), cause);
        }
    }

    /// The value of an expression.
    ///
    /// @throws CompilationException when it does not compile
    /// @throws IllegalArgumentException when it cannot be evaluated; the message says why
    public Object evaluate(String expression, Map<String, Object> variables) {
        try {
            return programs.computeIfAbsent(expression, this::compile).eval(variables);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(cause(e), e);
        }
    }

    /// Compiles an expression.
    ///
    /// @throws CompilationException when it does not compile
    public void check(String expression) {
        programs.computeIfAbsent(expression, this::compile);
    }

    private CelRuntime.Program compile(String expression) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            return runtime.createProgram(tree);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CompilationException(e);
        }
    }

    /// What went wrong, in the words of the library that API servers use where its text is fixed.
    private static String cause(CelEvaluationException e) {
        Throwable cause = e.getCause();
        String own = cause != null && cause.getMessage() != null ? cause.getMessage() : e.getMessage();
        String message =
                own == null ? "evaluation failed" : own.replaceFirst("^evaluation error( at [^:]*:\\d+)?: ", "");
        Matcher key = ABSENT_KEY.matcher(message);
        if (key.find()) {
            return "no such key: " + key.group(1);
        }
        return switch (e.getErrorCode()) {
            case BAD_FORMAT -> message.contains("For input string") ? "type conversion error from 'string'" : message;
            case DIVIDE_BY_ZERO -> "division by zero";
            case INDEX_OUT_OF_BOUNDS -> message.replaceFirst("^Index out of bounds", "index out of bounds");
            case OVERLOAD_NOT_FOUND -> "no such overload";
            default -> message;
        };
    }
}
