package sh.karpenter.core.scheduling.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BitsTest {
    @Test
    void addsEveryRangeAsBitSetDoes() {
        for (int from = 0; from < 130; from++) {
            for (int end = from + 1; end <= 200; end++) {
                var expected = new BitSet();
                expected.set(3);
                expected.set(from, end);

                assertThat(BitSet.valueOf(Bits.grown(new long[] {1L << 3}, from, end)))
                        .as("%d to %d", from, end)
                        .isEqualTo(expected);
            }
        }
    }
}
