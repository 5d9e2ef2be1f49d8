package sh.karpenter.providers.aws.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Makes caches whose entries age by our clock, so that tests can let time pass.
public final class Caches {
    private Caches() {}

    /// A cache whose entries are forgotten some time after they were written.
    public static <K, V> Cache<K, V> expiring(Duration after, InstantSource clock) {
        return Caffeine.newBuilder()
                .expireAfterWrite(after)
                .ticker(ticker(clock))
                .build();
    }

    /// The clock as Caffeine wants it.
    public static Ticker ticker(InstantSource clock) {
        return () -> {
            Instant now = clock.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }
}
