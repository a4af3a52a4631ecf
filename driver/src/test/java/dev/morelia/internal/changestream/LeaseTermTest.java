package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTermTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // time of the lease, time since it was requested, usable, remaining, until it is renewed
        "30, 0, true, 24, 10",
        "30, 10, true, 14, 0",
        "30, 23, true, 1, -13",
        "30, 24, false, 0, -14",
        "30, 30, false, -6, -20",
        "1, 0, true, 1, 0",
        "1, 1, false, 0, -1",
    })
    void itIsReliedOnForFourFifths(long time, long elapsed, boolean usable, long remaining, long toRenewal) {
        for (long sent : new long[] {0, 1_000, Long.MAX_VALUE - 5, Long.MIN_VALUE}) {
            var term = new LeaseTerm(sent, NOON, time);
            long now = sent + elapsed;
            assertThat(term.isUsable(now, NOON.plusNanos(elapsed))).isEqualTo(usable);
            assertThat(term.remainingNanos(now)).isEqualTo(remaining);
            assertThat(term.nanosToRenewal(now)).isEqualTo(toRenewal);
        }
    }

    @Test
    void aRenewalCanFailSeveralTimes() {
        long time = 30_000_000_000L;
        var term = new LeaseTerm(0, NOON, time);
        long now = term.nanosToRenewal(0);
        int attempts = 0;
        while (term.isUsable(now, NOON)) {
            attempts++;
            now += LeaseTerm.retryNanos(time);
        }
        assertThat(attempts).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"23, true", "24, false", "1000, false", "-1000, true"})
    void itEndsWhileTheMachineIsSuspended(long elapsedByTheWallClock, boolean usable) {
        var term = new LeaseTerm(0, NOON, 30);
        assertThat(term.isUsable(1, NOON.plusNanos(elapsedByTheWallClock))).isEqualTo(usable);
    }

    @ParameterizedTest
    @CsvSource({"30000000000, 1000000000", "2000000000, 200000000", "5, 1"})
    void aStandbyLooksOften(long time, long poll) {
        assertThat(LeaseTerm.pollNanos(time)).isEqualTo(poll);
    }
}
