package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /// Where each key comes from after `sort.Slice` of Go 1.26, observed by running it on these keys.
    @ParameterizedTest
    @CsvSource({
        "21111111111111111111121111, 12 22 2 3 4 5 6 7 8 9 10 11 1 25 18 15 16 17 14 19 20 24 13 23 21 0",
        "112121211122112111121111222, 18 9 13 3 23 5 22 7 8 17 21 20 1 12 0 15 16 24 11 19 14 10 6 4 2 25 26",
        "121111111111111111111111111111,"
                + " 14 20 2 3 4 5 6 7 8 9 10 11 12 13 29 0 22 17 18 19 15 21 16 23 24 25 26 27 28 1",
        "3461345142344146111111426332334636642162551135243142, 42 16 49 3 21 19 18 7 17 37 20 43 13 39 51 27 9 36 46"
                + " 23 32 0 4 48 44 25 26 10 28 29 12 14 30 1 50 35 5 22 47 8 11 6 41 40 45 15 31 38 24 2 34 33",
    })
    void bringsEqualsIntoTheOrderThatWasObserved(String digits, String expected) {
        int[] keys = digits.chars().map(digit -> digit - '0').toArray();
        Object[] values = new Object[keys.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        PatternDefeatingSort.sort(keys, values, keys.length);

        assertThat(Arrays.stream(values).map(Object::toString)).containsExactly(expected.split(" "));
    }
}
