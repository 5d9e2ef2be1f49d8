package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PatternDefeatingSortTest {
    @Test
    void sortsKeysAndCarriesValuesAlong() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int size = random.nextInt(200);
            int[] keys = new int[size];
            Object[] values = new Object[size];
            for (int i = 0; i < size; i++) {
                keys[i] = random.nextInt(1 + random.nextInt(20));
                values[i] = keys[i] * 1000 + i;
            }

            PatternDefeatingSort.sort(keys, values, size);

            for (int i = 0; i < size; i++) {
                assertThat((int) values[i] / 1000).isEqualTo(keys[i]);
                if (i > 0) {
                    assertThat(keys[i]).isGreaterThanOrEqualTo(keys[i - 1]);
                }
            }
        }
    }

    @Test
    void keepsTheOrderOfEqualsUpToTwelve() {
        int[] keys = {2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1};
        Object[] values = new Object[keys.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        PatternDefeatingSort.sort(keys, values, keys.length);

        assertThat(values).containsExactly(1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10);
    }
}
