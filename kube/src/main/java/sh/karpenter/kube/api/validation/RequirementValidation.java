package sh.karpenter.kube.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeRequirement;

/// Checks one requirement, of a pool or an overlay as well as of a pod's selector or affinity.
public final class RequirementValidation {
    private static final List<String> OPERATORS =
            List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte");
    private static final List<String> NUMERIC_OPERATORS = List.of("Gt", "Lt", "Gte", "Lte");

    private final ValidationRules rules;
    private final List<FieldError> errors = new ArrayList<>();
    private final List<InvalidValues> warnings = new ArrayList<>();

    private RequirementValidation(ValidationRules rules) {
        this.rules = rules;
    }

    /// Checks a requirement on its label as used internally.
    ///
    /// @param field where it is, for example `spec.template.spec.requirements[2]`
    public static Findings check(String field, NodeRequirement requirement, ValidationRules rules) {
        RequirementValidation validation = new RequirementValidation(rules);
        validation.checkKeyAndOperator(field, requirement);
        validation.checkKnownValues(field, requirement);
        validation.checkValues(field, requirement);
        return new Findings(List.copyOf(validation.errors), List.copyOf(validation.warnings));
    }

    private void checkKeyAndOperator(String field, NodeRequirement requirement) {
        if (!OPERATORS.contains(requirement.operator())) {
            error(field + ".operator", "\"" + requirement.operator() + "\" is not one of " + OPERATORS);
        }
        String key = key(requirement);
        String restriction = rules.restriction(key);
        if (restriction != null) {
            error(field + ".key", restriction);
        }
        problem(field + ".key", key, KubernetesNames.problemOfQualifiedName(key));
    }

    private void checkKnownValues(String field, NodeRequirement requirement) {
        Set<String> known = rules.knownValues().get(key(requirement));
        if (known == null || !requirement.operator().equals("In")) {
            return;
        }
        List<String> valid =
                values(requirement).stream().filter(known::contains).toList();
        List<String> invalid = values(requirement).stream()
                .filter(value -> !known.contains(value))
                .toList();
        Integer minValues = requirement.minValues();
        if (valid.isEmpty()) {
            error(
                    field + ".values",
                    "no valid values found in " + values(requirement) + " for " + key(requirement)
                            + ", expected one of: " + known);
        } else if (minValues != null && valid.size() < minValues) {
            error(
                    field + ".minValues",
                    "minValues is " + minValues + " but only " + valid + " are valid values for " + key(requirement)
                            + ", expected among: " + known);
        } else if (!invalid.isEmpty()) {
            warnings.add(new InvalidValues(key(requirement), valid, invalid));
        }
    }

    private void checkValues(String field, NodeRequirement requirement) {
        List<String> values = values(requirement);
        for (int i = 0; i < values.size(); i++) {
            problem(field + ".values[" + i + "]", values.get(i), KubernetesNames.problemOfLabelValue(values.get(i)));
        }
        String operator = requirement.operator();
        if (operator.equals("In")) {
            Integer minValues = requirement.minValues();
            if (values.isEmpty()) {
                error(field, "key " + key(requirement) + " with operator In must have a value defined");
            } else if (minValues != null && values.size() < minValues) {
                error(
                        field,
                        "key " + key(requirement) + " with operator In must have at least minValues (" + minValues
                                + ") values, has " + values.size());
            }
        }
        if (NUMERIC_OPERATORS.contains(operator) && !isOneNaturalNumber(values)) {
            error(
                    field,
                    "key " + key(requirement) + " with operator " + operator
                            + " must have a single integer of 0 or more, has " + values);
        }
    }

    private static boolean isOneNaturalNumber(List<String> values) {
        if (values.size() != 1) {
            return false;
        }
        try {
            return Long.parseLong(values.get(0)) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String key(NodeRequirement requirement) {
        return rules.vocabulary().normalize(requirement.key());
    }

    private static List<String> values(NodeRequirement requirement) {
        return Objects.requireNonNullElse(requirement.values(), List.of());
    }

    private void problem(String field, String value, @Nullable String problem) {
        if (problem != null) {
            error(field, "\"" + value + "\": " + problem);
        }
    }

    private void error(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
