package sh.karpenter.controllers.nodeclaim.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;

/// Decides whether a node is what its machine promised: of each resource that was asked for it must have at
/// least 90 % of what the claim says the machine has.
final class Consistency {
    private static final double ENOUGH = 0.90;

    private Consistency() {}

    /// What is wrong, in order of resource; empty when nothing is.
    static List<String> issues(Resources requests, Resources promised, Resources found) {
        var issues = new ArrayList<String>();
        requests.amounts().forEach((name, requested) -> {
            long expected = promised.get(name);
            if (requested == 0 || expected == 0) {
                return;
            }
            long actual = found.get(name);
            double share = actual / (double) expected;
            if (share < ENOUGH) {
                issues.add(String.format(
                        Locale.ROOT,
                        "expected %s of resource %s, but found %s (%.1f%% of expected)",
                        Quantity.format(name, expected),
                        name,
                        Quantity.format(name, actual),
                        share * 100));
            }
        });
        return List.copyOf(issues);
    }
}
