package dev.morelia.internal.durable;

import dev.morelia.options.LostHistory;
import java.time.Duration;

/**
 * How a durable consumer behaves.
 *
 * @param leaseTime how long a lease is valid
 * @param saveAfter after how many events the position is saved
 * @param saveEvery after what time the position is saved, if events were handled
 * @param standby whether it waits while another one is active
 * @param lostHistory what it does if the history was lost
 */
public record ConsumerSettings(
        Duration leaseTime, int saveAfter, Duration saveEvery, boolean standby, LostHistory lostHistory) {
    /** What applies unless the program says otherwise. */
    public static final ConsumerSettings DEFAULT =
            new ConsumerSettings(Duration.ofSeconds(30), 100, Duration.ofSeconds(1), true, LostHistory.fail());

    /** The same with another time of the lease. */
    public ConsumerSettings withLeaseTime(Duration value) {
        return new ConsumerSettings(value, saveAfter, saveEvery, standby, lostHistory);
    }

    /** The same with another number of events. */
    public ConsumerSettings withSaveAfter(int value) {
        return new ConsumerSettings(leaseTime, value, saveEvery, standby, lostHistory);
    }

    /** The same with another time between saving. */
    public ConsumerSettings withSaveEvery(Duration value) {
        return new ConsumerSettings(leaseTime, saveAfter, value, standby, lostHistory);
    }

    /** The same, waiting or not. */
    public ConsumerSettings withStandby(boolean value) {
        return new ConsumerSettings(leaseTime, saveAfter, saveEvery, value, lostHistory);
    }

    /** The same with another policy. */
    public ConsumerSettings withLostHistory(LostHistory value) {
        return new ConsumerSettings(leaseTime, saveAfter, saveEvery, standby, value);
    }
}
