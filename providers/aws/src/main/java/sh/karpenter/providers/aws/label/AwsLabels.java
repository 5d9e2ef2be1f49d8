package sh.karpenter.providers.aws.label;

import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.kube.api.aws.AwsNames;

/// Label keys of this provider, and the vocabulary that results. Annotations and tags are in [AwsNames].
///
/// Source: Karpenter documentation, "Well-Known Labels" and "NodeClasses".
public final class AwsLabels {
    /// The API group, also the domain of the labels.
    public static final String DOMAIN = AwsNames.GROUP;

    private static final String PREFIX = DOMAIN + "/";

    public static final String ZONE_ID = AwsNames.LABEL_ZONE_ID;
    public static final String NODE_CLASS = AwsNames.LABEL_NODE_CLASS;

    public static final String RESERVATION_ID = PREFIX + "capacity-reservation-id";
    public static final String RESERVATION_TYPE = PREFIX + "capacity-reservation-type";
    public static final String RESERVATION_INTERRUPTIBLE = PREFIX + "capacity-reservation-interruptible";
    public static final String HYPERVISOR = PREFIX + "instance-hypervisor";
    public static final String ENCRYPTION_IN_TRANSIT = PREFIX + "instance-encryption-in-transit-supported";
    public static final String CATEGORY = PREFIX + "instance-category";
    public static final String FLEX = PREFIX + "instance-capability-flex";
    public static final String FAMILY = PREFIX + "instance-family";
    public static final String GENERATION = PREFIX + "instance-generation";
    public static final String SIZE = PREFIX + "instance-size";
    public static final String LOCAL_NVME = PREFIX + "instance-local-nvme";
    public static final String CPU = PREFIX + "instance-cpu";
    public static final String CPU_MANUFACTURER = PREFIX + "instance-cpu-manufacturer";
    public static final String CLOCK_SPEED = PREFIX + "instance-cpu-sustained-clock-speed-mhz";
    public static final String MEMORY = PREFIX + "instance-memory";
    public static final String EBS_BANDWIDTH = PREFIX + "instance-ebs-bandwidth";
    public static final String NETWORK_BANDWIDTH = PREFIX + "instance-network-bandwidth";
    public static final String GPU_NAME = PREFIX + "instance-gpu-name";
    public static final String GPU_MANUFACTURER = PREFIX + "instance-gpu-manufacturer";
    public static final String GPU_COUNT = PREFIX + "instance-gpu-count";
    public static final String GPU_MEMORY = PREFIX + "instance-gpu-memory";
    public static final String ACCELERATOR_NAME = PREFIX + "instance-accelerator-name";
    public static final String ACCELERATOR_MANUFACTURER = PREFIX + "instance-accelerator-manufacturer";
    public static final String ACCELERATOR_COUNT = PREFIX + "instance-accelerator-count";
    public static final String TENANCY = AwsNames.LABEL_INSTANCE_TENANCY;
    public static final String PLACEMENT_GROUP_ID = PREFIX + "placement-group-id";
    public static final String PLACEMENT_GROUP_PARTITION = PREFIX + "placement-group-partition";

    /// The labels that name a capacity reservation; only reserved offerings have them.
    public static final List<String> RESERVATION_LABELS =
            List.of(RESERVATION_ID, RESERVATION_TYPE, RESERVATION_INTERRUPTIBLE);

    private static final LabelVocabulary VOCABULARY = build();

    private AwsLabels() {}

    /// The core's vocabulary with this provider's labels.
    public static LabelVocabulary vocabulary() {
        return VOCABULARY;
    }

    private static LabelVocabulary build() {
        LabelVocabulary core = LabelVocabulary.core();
        var wellKnown = new TreeSet<>(core.wellKnown());
        wellKnown.addAll(AwsNames.WELL_KNOWN_LABELS_OF_DOMAIN);
        wellKnown.add(ZONE_ID);
        var offering = new TreeSet<>(core.wellKnownOffering());
        offering.addAll(RESERVATION_LABELS);
        Collections.addAll(offering, ZONE_ID, PLACEMENT_GROUP_PARTITION);
        var domains = new TreeSet<>(core.restrictedDomains());
        domains.add(DOMAIN);
        var aliases = new TreeMap<>(core.aliases());
        aliases.put(AwsNames.LABEL_EBS_ZONE_ALIAS, LabelKeys.ZONE);
        return new LabelVocabulary(
                wellKnown,
                offering,
                domains,
                core.restrictedLabels(),
                aliases,
                core.valueAliases(),
                RESERVATION_ID,
                new TreeSet<>(RESERVATION_LABELS));
    }
}
