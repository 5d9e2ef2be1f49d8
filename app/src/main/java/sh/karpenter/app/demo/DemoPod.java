package sh.karpenter.app.demo;

import org.jspecify.annotations.Nullable;

/// A pod of a scenario, as it is shown.
///
/// @param name its name
/// @param app the workload that it is of
/// @param node the node it is bound to, empty while it waits
/// @param planned the node that it was planned onto, null when the scheduler found a place without a plan
/// @param ready whether it runs and is ready
record DemoPod(
        String name, String app, String node, @Nullable String planned, boolean ready) {}
