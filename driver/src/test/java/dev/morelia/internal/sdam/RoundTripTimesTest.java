package dev.morelia.internal.sdam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RoundTripTimesTest {

    @Test
    void hasNoValuesWithoutSamples() {
        assertThat(RoundTripTimes.NONE.average()).isNull();
        assertThat(RoundTripTimes.NONE.minimum()).isEqualTo(Duration.ZERO);
    }

    @Test
    void weightsTheNewestSampleByAFifth() {
        var times = RoundTripTimes.NONE.add(1_000_000).add(2_000_000).add(7_000_000);
        // 0.2 * 7 + 0.8 * (0.2 * 2 + 0.8 * 1)
        assertThat(times.average()).isEqualTo(Duration.ofNanos(2_360_000));
    }

    @Test
    void needsTwoSamplesForAMinimum() {
        var one = RoundTripTimes.NONE.add(5);
        assertThat(one.minimum()).isEqualTo(Duration.ZERO);
        assertThat(one.add(9).minimum()).isEqualTo(Duration.ofNanos(5));
    }

    @Test
    void keepsTheLastTenSamples() {
        var times = RoundTripTimes.NONE.add(1);
        for (int nanos = 20; nanos > 11; nanos--) {
            times = times.add(nanos);
        }
        assertThat(times.samples()).isEqualTo(10);
        assertThat(times.minimum()).isEqualTo(Duration.ofNanos(1));
        assertThat(times.add(30).samples()).isEqualTo(10);
        assertThat(times.add(30).minimum()).isEqualTo(Duration.ofNanos(12));
    }

    @Test
    void addingDoesNotModifyTheOriginal() {
        var one = RoundTripTimes.NONE.add(5);
        one.add(100);
        assertThat(one.average()).isEqualTo(Duration.ofNanos(5));
    }

    @Test
    void rejectsNegativeDurations() {
        assertThatThrownBy(() -> RoundTripTimes.NONE.add(-1)).hasMessage("nanos must be at least 0, got -1");
    }
}
