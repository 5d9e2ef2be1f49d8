package sh.karpenter.local.aws.account;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Hands out ids in EC2's form, a prefix and seventeen hexadecimal digits. The same calls give the same ids in
/// every run, and ids do not come in ascending order, so that nobody relies on it.
public final class Ids {
    private final AtomicLong counter = new AtomicLong();

    /// The next id.
    ///
    /// @param prefix for example `i`
    public String next(String prefix) {
        return of(prefix, Long.toString(counter.incrementAndGet()));
    }

    /// The id that belongs to a name, always the same one.
    public static String of(String prefix, String name) {
        return prefix + "-0" + HexFormat.of().toHexDigits(mix(prefix + "/" + name));
    }

    /// A fixed number for a text: FNV-1a (64 bits), mixed by splitmix64's finisher.
    public static long mix(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
