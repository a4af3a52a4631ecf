package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The time that calls of the driver take: each must end by its deadline, if it has one. */
final class Clock {

    /** A few stalls of a simulated thread, of up to a millisecond each. */
    private static final Duration TICK = Duration.ofMillis(15);

    private final Simulation simulation;

    Clock(Simulation simulation) {
        this.simulation = simulation;
    }

    RandomGenerator random() {
        return simulation.random();
    }

    long nowNanos() {
        return simulation.elapsed().toNanos();
    }

    <R extends @Nullable Object> R within(@Nullable Duration timeout, Supplier<R> call) {
        long begun = nowNanos();
        try {
            return call.get();
        } finally {
            if (timeout != null) {
                assertThat(Duration.ofNanos(nowNanos() - begun))
                        .as("time of a call")
                        .isLessThanOrEqualTo(timeout.plus(TICK));
            }
        }
    }

    /** Pauses for less than the maximum. */
    void rest(Duration maximum) {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random().nextLong(maximum.toNanos())));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }
}
