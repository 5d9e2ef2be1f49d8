package sh.karpenter.providers.aws.instancetype;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.providers.aws.data.CsvTable;

/// The network bandwidth that an instance type can keep up. EC2 documents it but does not tell it through its API.
///
/// Source: EC2 documentation, "Network bandwidth"; see `network-bandwidth.csv`.
public final class NetworkBandwidth {
    private final Map<String, Integer> baseline;

    private NetworkBandwidth(Map<String, Integer> baseline) {
        this.baseline = Map.copyOf(baseline);
    }

    /// Reads the table that is shipped.
    public static NetworkBandwidth load() {
        var baseline = new HashMap<String, Integer>();
        for (Map<String, String> row :
                CsvTable.read(NetworkBandwidth.class, "network-bandwidth.csv").rows()) {
            baseline.put(CsvTable.cell(row, "instance_type"), Integer.valueOf(CsvTable.cell(row, "baseline_mbps")));
        }
        return new NetworkBandwidth(baseline);
    }

    /// Mbit/s, null where not known.
    public @Nullable Integer baseline(String type) {
        return baseline.get(type);
    }
}
