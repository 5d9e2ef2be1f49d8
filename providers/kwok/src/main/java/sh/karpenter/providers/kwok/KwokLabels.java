package sh.karpenter.providers.kwok;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelVocabulary;

/// Labels of simulated machines.
final class KwokLabels {
    static final String DOMAIN = "karpenter.kwok.sh";
    static final String SIZE = DOMAIN + "/instance-size";
    static final String FAMILY = DOMAIN + "/instance-family";
    static final String CPU = DOMAIN + "/instance-cpu";
    static final String MEMORY = DOMAIN + "/instance-memory";

    /// On nodes, label and annotation: `fake`; whoever plays nodes looks for it.
    static final String NODE = "kwok.x-k8s.io/node";

    /// On nodes: in which partition they are played; always `a`.
    static final String PARTITION = "kwok-partition";

    /// On nodes: the price per hour, as node viewers show it.
    static final String PRICE = "eks-node-viewer/instance-price";

    private KwokLabels() {}

    /// The core's vocabulary with the labels of these machines, whatever their offerings are told apart by
    /// included.
    static LabelVocabulary vocabulary(Collection<InstanceType> types) {
        LabelVocabulary core = LabelVocabulary.core();
        var wellKnown = new TreeSet<>(core.wellKnown());
        wellKnown.addAll(List.of(SIZE, FAMILY, CPU, MEMORY));
        var domains = new TreeSet<>(core.restrictedDomains());
        domains.add(DOMAIN);
        types.forEach(type -> type.offerings()
                .forEach(offering ->
                        wellKnown.addAll(offering.requirements().byKey().keySet())));
        return new LabelVocabulary(
                wellKnown,
                core.wellKnownOffering(),
                domains,
                core.restrictedLabels(),
                core.aliases(),
                core.valueAliases(),
                core.reservationId(),
                core.reserved());
    }
}
