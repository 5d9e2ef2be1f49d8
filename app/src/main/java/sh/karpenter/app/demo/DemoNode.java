package sh.karpenter.app.demo;

/// A node that was launched for the demo, as it is shown.
///
/// @param name its name
/// @param instanceType its instance type
/// @param zone its zone
/// @param capacityType on-demand, spot or reserved
/// @param ready whether it is Ready
/// @param leaving whether it is being removed
/// @param pods how many pods of the workload run on it
/// @param pricePerHour its price in dollars per hour
record DemoNode(
        String name,
        String instanceType,
        String zone,
        String capacityType,
        boolean ready,
        boolean leaving,
        int pods,
        double pricePerHour) {}
