package sh.karpenter.local.kubernetes.pipeline;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Generated names and uids, from one seeded generator so that a run can be repeated.
public final class Names {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int LONGEST_PREFIX = 58;

    private final RandomGenerator random;

    public Names(RandomGenerator random) {
        this.random = random;
    }

    /// The prefix, cut to 58 characters, and five random characters.
    public synchronized String withSuffix(String prefix) {
        StringBuilder name =
                new StringBuilder(prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix);
        for (int at = 0; at < SUFFIX_LENGTH; at++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    /// A random (version 4) UUID.
    public synchronized String uid() {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
