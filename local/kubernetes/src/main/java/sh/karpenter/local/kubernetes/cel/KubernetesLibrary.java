package sh.karpenter.local.kubernetes.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The functions that Kubernetes adds to CEL: regular expressions, lists, quantities, URLs, IP addresses and
/// ranges.
///
/// Values of the added types are plain objects of this package; the checker sees them as dynamic, so that one
/// declaration per argument count suffices and the implementation picks by class.
final class KubernetesLibrary implements CelCompilerLibrary, CelRuntimeLibrary {
    private static final CelType DYN = SimpleType.DYN;

    private final Map<String, List<CelOverloadDecl>> declarations = new LinkedHashMap<>();
    private final Map<String, List<CelFunctionBinding>> bindings = new LinkedHashMap<>();

    KubernetesLibrary() {
        regularExpressions();
        lists();
        quantities();
        urls();
        addresses();
    }

    @Override
    public void setCheckerOptions(dev.cel.checker.CelCheckerBuilder checker) {
        declarations.forEach((name, overloads) ->
                checker.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    }

    @Override
    public void setParserOptions(dev.cel.parser.CelParserBuilder parser) {}

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        bindings.forEach(
                (name, overloads) -> runtime.addFunctionBindings(CelFunctionBinding.fromOverloads(name, overloads)));
    }

    private void regularExpressions() {
        member(
                "find",
                SimpleType.STRING,
                args -> find(text(args, 0), text(args, 1)),
                SimpleType.STRING,
                SimpleType.STRING);
        CelType strings = ListType.create(SimpleType.STRING);
        member(
                "findAll",
                strings,
                args -> findAll(text(args, 0), text(args, 1), -1),
                SimpleType.STRING,
                SimpleType.STRING);
        member(
                "findAll",
                strings,
                args -> findAll(text(args, 0), text(args, 1), (Long) args.get(2)),
                SimpleType.STRING,
                SimpleType.STRING,
                SimpleType.INT);
    }

    private void lists() {
        CelType list = ListType.create(DYN);
        member("isSorted", SimpleType.BOOL, args -> ListFunctions.isSorted((List<?>) args.getFirst()), list);
        member("sum", DYN, args -> ListFunctions.sum((List<?>) args.getFirst()), list);
        member("min", DYN, args -> ListFunctions.extreme((List<?>) args.getFirst(), -1), list);
        member("max", DYN, args -> ListFunctions.extreme((List<?>) args.getFirst(), 1), list);
        member("indexOf", SimpleType.INT, args -> (long) ((List<?>) args.getFirst()).indexOf(args.get(1)), list, DYN);
        member(
                "lastIndexOf",
                SimpleType.INT,
                args -> (long) ((List<?>) args.getFirst()).lastIndexOf(args.get(1)),
                list,
                DYN);
    }

    private void quantities() {
        global("quantity", DYN, args -> QuantityValue.parse(text(args, 0)), SimpleType.STRING);
        global("isQuantity", SimpleType.BOOL, args -> QuantityValue.isValid(text(args, 0)), SimpleType.STRING);
        member("sign", SimpleType.INT, args -> (long) quantity(args, 0).amount().signum(), DYN);
        member("isInteger", SimpleType.BOOL, args -> quantity(args, 0).isInteger(), DYN);
        member("asInteger", SimpleType.INT, args -> quantity(args, 0).amount().longValueExact(), DYN);
        member(
                "asApproximateFloat",
                SimpleType.DOUBLE,
                args -> quantity(args, 0).amount().doubleValue(),
                DYN);
        member("add", DYN, args -> quantity(args, 0).plus(args.get(1)), DYN, DYN);
        member("sub", DYN, args -> quantity(args, 0).minus(args.get(1)), DYN, DYN);
        member("compareTo", SimpleType.INT, args -> (long) quantity(args, 0).compareTo(quantity(args, 1)), DYN, DYN);
        member("isGreaterThan", SimpleType.BOOL, args -> quantity(args, 0).compareTo(quantity(args, 1)) > 0, DYN, DYN);
        member("isLessThan", SimpleType.BOOL, args -> quantity(args, 0).compareTo(quantity(args, 1)) < 0, DYN, DYN);
    }

    private void urls() {
        global("url", DYN, args -> UrlValue.parse(text(args, 0)), SimpleType.STRING);
        global("isURL", SimpleType.BOOL, args -> UrlValue.isValid(text(args, 0)), SimpleType.STRING);
        member("getScheme", SimpleType.STRING, args -> url(args).scheme(), DYN);
        member("getHost", SimpleType.STRING, args -> url(args).host(), DYN);
        member("getHostname", SimpleType.STRING, args -> url(args).hostname(), DYN);
        member("getPort", SimpleType.STRING, args -> url(args).port(), DYN);
        member("getEscapedPath", SimpleType.STRING, args -> url(args).escapedPath(), DYN);
    }

    private void addresses() {
        global("ip", DYN, args -> AddressValue.parse(text(args, 0)), SimpleType.STRING);
        global("isIP", SimpleType.BOOL, args -> AddressValue.isValid(text(args, 0)), SimpleType.STRING);
        member("family", SimpleType.INT, args -> (long) ((AddressValue) args.getFirst()).family(), DYN);
        member("isLoopback", SimpleType.BOOL, args -> ((AddressValue) args.getFirst()).isLoopback(), DYN);
        member("isUnspecified", SimpleType.BOOL, args -> ((AddressValue) args.getFirst()).isUnspecified(), DYN);
        global("cidr", DYN, args -> RangeValue.parse(text(args, 0)), SimpleType.STRING);
        global("isCIDR", SimpleType.BOOL, args -> RangeValue.isValid(text(args, 0)), SimpleType.STRING);
        member("containsIP", SimpleType.BOOL, args -> range(args).contains(address(args.get(1))), DYN, DYN);
        member("containsCIDR", SimpleType.BOOL, args -> range(args).contains(rangeOf(args.get(1))), DYN, DYN);
        member("prefixLength", SimpleType.INT, args -> (long) range(args).prefix(), DYN);
    }

    private void member(String name, CelType result, Function<List<Object>, Object> body, CelType... types) {
        String id = overload("member", name, types, body);
        declarations
                .computeIfAbsent(name, key -> new ArrayList<>())
                .add(CelOverloadDecl.newMemberOverload(id, result, Arrays.asList(types)));
    }

    private void global(String name, CelType result, Function<List<Object>, Object> body, CelType... types) {
        String id = overload("global", name, types, body);
        declarations
                .computeIfAbsent(name, key -> new ArrayList<>())
                .add(CelOverloadDecl.newGlobalOverload(id, result, Arrays.asList(types)));
    }

    @SuppressWarnings("Immutable") // every body is a function without state
    private String overload(String form, String name, CelType[] types, Function<List<Object>, Object> body) {
        String id = "kubernetes_" + form + "_" + name + "_" + types.length;
        List<Class<?>> classes = new ArrayList<>();
        for (CelType type : types) {
            classes.add(
                    switch (type.kind()) {
                        case STRING -> String.class;
                        case INT -> Long.class;
                        case LIST -> List.class;
                        default -> Object.class;
                    });
        }
        CelFunctionOverload function = args -> body.apply(Arrays.asList(args));
        bindings.computeIfAbsent(name, key -> new ArrayList<>()).add(CelFunctionBinding.from(id, classes, function));
        return id;
    }

    private static String find(String text, String expression) {
        Matcher matcher = Pattern.compile(expression).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(String text, String expression, long most) {
        Matcher matcher = Pattern.compile(expression).matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find() && (most < 0 || found.size() < most)) {
            found.add(matcher.group());
        }
        return found;
    }

    private static String text(List<Object> args, int at) {
        return (String) args.get(at);
    }

    private static QuantityValue quantity(List<Object> args, int at) {
        return (QuantityValue) args.get(at);
    }

    private static UrlValue url(List<Object> args) {
        return (UrlValue) args.getFirst();
    }

    private static RangeValue range(List<Object> args) {
        return (RangeValue) args.getFirst();
    }

    private static AddressValue address(Object value) {
        return value instanceof String text ? AddressValue.parse(text) : (AddressValue) value;
    }

    private static RangeValue rangeOf(Object value) {
        return value instanceof String text ? RangeValue.parse(text) : (RangeValue) value;
    }
}
