package sh.karpenter.kube.client.http;

/// Holds back requests so that the server gets no more than so many per second on the long run (a token bucket).
final class RequestRate {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long refilled = System.nanoTime();

    RequestRate(double perSecond, int burst) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
    }

    /// Waits until a request may be sent.
    void await() {
        long nanos = reserve();
        if (nanos <= 0) {
            return;
        }
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long reserve() {
        if (Double.isInfinite(perNano)) {
            return 0;
        }
        long now = System.nanoTime();
        tokens = Math.min(burst, tokens + (now - refilled) * perNano) - 1;
        refilled = now;
        return tokens >= 0 ? 0 : (long) (-tokens / perNano);
    }
}
