package sh.karpenter.providers.aws.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.CapacityReservationSelectorTerm;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;

/// The fields of selector terms that do nothing because another field of the same term decides. The schema refuses
/// them only where every term of the list has some, so that objects that are stored already stay valid; the others
/// are told. Pure.
final class IgnoredFields {
    private IgnoredFields() {}

    /// One text for each field that is ignored, in the order of the manifest.
    static List<String> of(EC2NodeClassSpec spec) {
        var texts = new ArrayList<String>();
        each(spec.subnetSelectorTerms(), (SubnetSelectorTerm term, int index) -> {
            if (term.id() != null && term.tags() != null) {
                texts.add(text("subnetSelectorTerms", index, "id", "tags"));
            }
        });
        each(spec.securityGroupSelectorTerms(), (SecurityGroupSelectorTerm term, int index) -> {
            String decides = term.id() == null ? term.name() == null ? "" : "name" : "id";
            if (!decides.isEmpty() && term.tags() != null) {
                texts.add(text("securityGroupSelectorTerms", index, decides, "tags"));
            }
            if (term.id() != null && term.name() != null) {
                texts.add(text("securityGroupSelectorTerms", index, "id", "name"));
            }
        });
        each(spec.capacityReservationSelectorTerms(), (CapacityReservationSelectorTerm term, int index) -> {
            boolean narrows = term.tags() != null || term.instanceMatchCriteria() != null;
            if (term.ownerID() != null && !narrows) {
                texts.add(text("capacityReservationSelectorTerms", index, "id", "ownerID"));
            }
        });
        each(spec.amiSelectorTerms(), (AmiSelectorTerm term, int index) -> {
            String decides = term.alias() == null ? term.id() == null ? "" : "id" : "alias";
            if (!decides.isEmpty() && term.ssmParameter() != null) {
                texts.add(text("amiSelectorTerms", index, decides, "ssmParameter"));
            }
        });
        return texts;
    }

    private static String text(String field, int index, String decides, String ignored) {
        return "spec." + field + "[" + index + "]: " + decides + " decides, " + ignored + " has no effect";
    }

    private static <T> void each(@Nullable List<T> terms, ObjIntConsumer<T> look) {
        for (int index = 0; terms != null && index < terms.size(); index++) {
            look.accept(terms.get(index), index);
        }
    }
}
