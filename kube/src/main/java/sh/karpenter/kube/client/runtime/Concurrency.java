package sh.karpenter.kube.client.runtime;

/// How many keys of a controller are worked on at once, by the processor time that the process may use.
///
/// Source: Karpenter, "linear scaling of concurrent reconciles" over 1 to 60 cores.
public final class Concurrency {
    private static final int MOST_CORES = 60;

    private Concurrency() {}

    /// The number of workers.
    ///
    /// @param cpuRequestMillis processor time asked for, in thousandths of a core
    /// @param least workers on one core or less
    /// @param most workers on sixty cores or more
    public static int scaled(long cpuRequestMillis, int least, int most) {
        double cores = Math.ceil(cpuRequestMillis / 1000.0);
        double slope = (most - least) / (double) (MOST_CORES - 1);
        int workers = (int) (slope * (cores - 1)) + least;
        return Math.clamp(workers, least, most);
    }
}
