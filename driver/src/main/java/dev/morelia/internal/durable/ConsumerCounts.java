package dev.morelia.internal.durable;

import dev.morelia.bson.Timestamp;
import dev.morelia.internal.changestream.ConsumerLag;
import dev.morelia.internal.changestream.SavePlan;
import dev.morelia.result.ConsumerMetrics;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.spi.Checkpoints.Acquired;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a durable consumer counts. Changed by one thread at a time; any thread may ask. */
final class ConsumerCounts {
    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong saves = new AtomicLong();
    private final AtomicLong leaseLosses = new AtomicLong();
    private final AtomicLong historyLosses = new AtomicLong();
    private volatile long fencingNumber;
    private volatile @Nullable Instant activeSince;
    private volatile @Nullable Instant savedAt;
    private volatile @Nullable String holder;
    private volatile @Nullable SavePlan plan;
    private volatile @Nullable Timestamp reached;
    private volatile boolean caughtUp;

    void held(String owner) {
        holder = owner;
    }

    void acquired(Acquired acquired, Instant now, SavePlan itsPlan) {
        fencingNumber = acquired.lease().fencingNumber();
        activeSince = now;
        savedAt = acquired.savedAt();
        holder = null;
        plan = itsPlan;
        reached = acquired.position() == null ? null : acquired.position().operationTime();
        caughtUp = false;
    }

    void lost() {
        leaseLosses.incrementAndGet();
        gaveBack();
    }

    void gaveBack() {
        activeSince = null;
        plan = null;
    }

    void returned(@Nullable Timestamp clusterTime) {
        reached = clusterTime;
        caughtUp = false;
    }

    void caughtUp() {
        caughtUp = true;
    }

    void handled(int events) {
        handled.addAndGet(events);
    }

    void saved(Instant now) {
        saves.incrementAndGet();
        savedAt = now;
    }

    void historyLost() {
        historyLosses.incrementAndGet();
    }

    @Nullable
    Instant savedAt() {
        return savedAt;
    }

    ConsumerMetrics metrics(String name, LeaseKeeper keeper, boolean closed, @Nullable Timestamp newest) {
        SavePlan current = plan;
        State state = State.CLOSED;
        if (!closed) {
            State withLease = keeper.isUsable() ? State.ACTIVE : State.EXPIRED;
            state = current == null ? State.STANDBY : withLease;
        }
        boolean active = state == State.ACTIVE;
        Duration lag = active ? ConsumerLag.of(reached, newest, caughtUp) : null;
        return new ConsumerMetrics(
                name,
                keeper.owner(),
                new ConsumerMetrics.Lease(state, fencingNumber, active ? activeSince : null, leaseLosses.get(), holder),
                new ConsumerMetrics.Progress(handled.get(), lag, historyLosses.get()),
                new ConsumerMetrics.Checkpoint(saves.get(), savedAt, current == null ? 0 : current.unsavedEvents()));
    }
}
