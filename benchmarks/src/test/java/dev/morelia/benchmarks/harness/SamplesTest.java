package dev.morelia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SamplesTest {
    @Test
    void medianOfOddAndEvenCounts() {
        var samples = new Samples();
        samples.add(9);
        samples.add(1);
        samples.add(2);
        assertThat(samples.median()).isEqualTo(2);
        samples.add(4);
        assertThat(samples.median()).isEqualTo(3);
        assertThat(samples.minimum()).isEqualTo(1);
        assertThat(samples.mean()).isEqualTo(4);
    }

    @Test
    void growsAndCounts() {
        var samples = new Samples();
        for (int value = 100; value > 0; value--) {
            samples.add(value);
        }
        assertThat(samples.size()).isEqualTo(100);
        assertThat(samples.median()).isEqualTo(50.5);
    }

    @Test
    void noValuesIsAnError() {
        assertThatThrownBy(() -> new Samples().median()).isInstanceOf(IllegalStateException.class);
    }
}
