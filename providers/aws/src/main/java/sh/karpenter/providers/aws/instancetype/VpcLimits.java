package sh.karpenter.providers.aws.instancetype;

import java.util.HashMap;
import java.util.Map;
import sh.karpenter.providers.aws.data.CsvTable;

/// What the VPC allows per instance type, as far as EC2 itself does not tell it.
///
/// Source: amazon-vpc-resource-controller-k8s, limits of August 2026; see `vpc-limits.csv`.
public final class VpcLimits {
    private final Map<String, Limits> byType;

    private VpcLimits(Map<String, Limits> byType) {
        this.byType = Map.copyOf(byType);
    }

    /// Reads the table that is shipped.
    public static VpcLimits load() {
        var byType = new HashMap<String, Limits>();
        for (Map<String, String> row :
                CsvTable.read(VpcLimits.class, "vpc-limits.csv").rows()) {
            boolean trunking = Boolean.parseBoolean(CsvTable.cell(row, "trunking_compatible"));
            byType.put(
                    CsvTable.cell(row, "instance_type"),
                    new Limits(
                            trunking ? Integer.parseInt(CsvTable.cell(row, "branch_enis")) : 0,
                            Integer.parseInt(CsvTable.cell(row, "ipv4_per_eni"))));
        }
        return new VpcLimits(byType);
    }

    /// Branch interfaces for pods, 0 where the type has none or is not known.
    public int branchInterfaces(String type) {
        Limits limits = byType.get(type);
        return limits == null ? 0 : limits.branchInterfaces();
    }

    /// IPv4 addresses for pods of a Windows node: those of one interface less its own; 0 for an unknown type.
    public int windowsAddresses(String type) {
        Limits limits = byType.get(type);
        return limits == null ? 0 : limits.ipv4PerInterface() - 1;
    }

    private record Limits(int branchInterfaces, int ipv4PerInterface) {}
}
