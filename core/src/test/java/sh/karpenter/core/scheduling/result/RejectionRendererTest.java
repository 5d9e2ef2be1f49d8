package sh.karpenter.core.scheduling.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;

/// The texts of reasons that scenarios do not show word by word.
class RejectionRendererTest {
    private static final Resources CPU = Resources.none().with("cpu", Quantity.parse("cpu", "2"));

    private static Rejection.NoInstanceType none(Rejection.Criteria met, Resources least, Resources most) {
        return new Rejection.NoInstanceType(met, Requirements.of(Requirement.in("team", "red")), least, most, false);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // requirements, fits, offering, and the pairs: requirements+fits, requirements+offering, fits+offering
                "false, false, false, false, false, false, no instance type met the scheduling requirements or had"
                        + " enough resources or had a required offering",
                "false, false, true, false, false, false, no instance type met the scheduling requirements or had"
                        + " enough resources",
                "false, true, false, false, false, false, no instance type met the scheduling requirements or had a"
                        + " required offering",
                "true, false, false, false, false, false, no instance type had enough resources or had a required"
                        + " offering",
                "false, true, true, false, false, true, no instance type met all requirements",
                "true, false, true, false, true, false, no instance type has enough resources",
                "true, true, false, true, false, false, no instance type has the required offering",
                "true, true, true, true, true, true, \"no instance type which met the scheduling requirements and had"
                        + " enough resources, had a required offering\"",
                "true, true, true, false, true, true, no instance type which had enough resources and the required"
                        + " offering met the scheduling requirements",
                "true, true, true, false, true, false, no instance type which met the scheduling requirements and the"
                        + " required offering had the required resources",
                "true, true, true, false, false, false, no instance type met the requirements/resources/offering tuple",
            })
    void theTextSaysWhichCriteriaNoTypeMet(
            boolean requirements,
            boolean fits,
            boolean offering,
            boolean requirementsAndFits,
            boolean requirementsAndOffering,
            boolean fitsAndOffering,
            String text) {
        var met = new Rejection.Criteria(
                requirements, fits, offering, requirementsAndFits, requirementsAndOffering, fitsAndOffering);

        assertThat(RejectionRenderer.render(none(met, CPU, CPU)))
                .isEqualTo(text + ", requirements=team In [red], resources={\"cpu\":\"2\"}");
    }

    @Test
    void whatDaemonsTakeIsGivenAsARangeWhereItDiffers() {
        var met = new Rejection.Criteria(true, false, true, false, true, false);
        Resources more = Resources.none().with("cpu", Quantity.parse("cpu", "2500m"));

        assertThat(RejectionRenderer.render(none(met, CPU, more)))
                .endsWith("resources=min={\"cpu\":\"2\"}, max={\"cpu\":\"2500m\"}");
    }

    @Test
    void requirementsAreShownSortedWithoutTheHostAndWithFiveValuesAtMost() {
        var requirements = Requirements.of(
                Requirement.in("team", "f", "e", "d", "c", "b", "a", "g"),
                Requirement.exists("rack"),
                Requirement.doesNotExist("old"),
                Requirement.in(LabelKeys.HOSTNAME, "n1"),
                Requirement.of("size", new ValueSet.AllExcept(Collections.emptySortedSet(), 3L, 5L)),
                Requirement.of("zone", new ValueSet.AllExcept(new TreeSet<>(List.of("b", "a")), null, null)),
                new Requirement("type", ValueSet.only("x"), 2));

        assertThat(RejectionRenderer.text(requirements))
                .isEqualTo("old DoesNotExist, rack Exists, size Exists >=3 <=5, team In [a b c d e and 2 others],"
                        + " type In [x] minValues 2, zone NotIn [a b]");
    }
}
