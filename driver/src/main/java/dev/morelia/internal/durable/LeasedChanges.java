package dev.morelia.internal.durable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.ChangeConsumerException.UnusablePosition;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.changestream.LeaseTerm;
import dev.morelia.internal.changestream.LostChanges;
import dev.morelia.internal.changestream.SavePlan;
import dev.morelia.internal.durable.ChangeSource.Changes;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.log.Log;
import dev.morelia.options.LostHistory;
import dev.morelia.spi.Checkpoints;
import dev.morelia.spi.Checkpoints.Acquired;
import dev.morelia.spi.Checkpoints.Attempt;
import dev.morelia.spi.Checkpoints.Held;
import dev.morelia.spi.Checkpoints.Lease;
import dev.morelia.spi.Checkpoints.Position;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a durable consumer, the change stream that it reads while it has the lease, and how far it has got. Not
 * thread-safe, but for {@link #interruptFetch}.
 */
final class LeasedChanges {
    private final Env env;
    private final String name;
    private final ChangeSource source;
    private final Checkpoints checkpoints;
    private final ConsumerSettings settings;
    private final LeaseKeeper keeper;
    private final Usage usage;
    private final ConsumerCounts counts;

    /** Null without a lease. */
    private @Nullable Activity activity;
    /** Null if none is open; the thread that closes the consumer closes it, too. */
    private volatile @Nullable Changes changes;
    /** How many events were returned and not acknowledged. */
    private int pending;

    private boolean attempted;

    /**
     * A lease, with how far its consumer has got.
     *
     * @param since since when it is active
     * @param stream identifies the stream
     * @param plan what to save
     */
    private record Activity(Lease lease, Instant since, String stream, SavePlan plan) {}

    LeasedChanges(
            ChangeSource source,
            Checkpoints checkpoints,
            ConsumerSettings settings,
            LeaseKeeper keeper,
            Usage usage,
            ConsumerCounts counts) {
        this.env = keeper.env();
        this.name = keeper.name();
        this.source = source;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.keeper = keeper;
        this.usage = usage;
        this.counts = counts;
    }

    /** Tries to become active, and opens the stream then. */
    void open() {
        if (activate()) {
            opened();
        }
    }

    /** What it is doing, for messages. */
    String waiting() {
        return (activity == null ? "waiting for the lease of " : "waiting for an event of ") + usage.what();
    }

    /** The next event; null if there is none now, or another consumer has the lease. */
    @Nullable
    RawDocument step(Deadline deadline) {
        if (attempted && activity == null) {
            long halfNanos = pollNanos() / 2;
            pause(halfNanos + env.random().nextLong(halfNanos + 1), deadline);
            usage.requireOpen(null);
        }
        if (!activate()) {
            return null;
        }
        saveIfDue();
        RawDocument event = fetch(opened(), deadline);
        if (!keeper.isUsable()) {
            throw expired();
        }
        return event;
    }

    /** Waits until a failed attempt may be repeated. */
    void pause(Deadline deadline) {
        pause(pollNanos(), deadline);
    }

    private void pause(long nanos, Deadline deadline) {
        try {
            keeper.pause(Math.min(nanos, deadline.remainingNanos(env.nanoTime())));
        } catch (InterruptedException e) {
            env.interruptSelf();
            var interrupted = new InterruptedOperationException(null, waiting(), RetryAdvice.SAFE, e);
            ErrorNotes.of(interrupted).ofOpenStream();
            throw interrupted;
        }
    }

    private long pollNanos() {
        return LeaseTerm.pollNanos(settings.leaseTime().toNanos());
    }

    // ---- the lease

    /** Whether it has the lease; tries to acquire it. */
    private boolean activate() {
        if (activity != null) {
            if (!keeper.isUsable()) {
                throw expired();
            }
            return true;
        }
        attempted = true;
        Attempt attempt = keeper.acquire();
        if (attempt instanceof Held held) {
            counts.held(held.owner());
            if (!settings.standby()) {
                throw new LeaseHeld(name, held.owner(), held.since());
            }
            return false;
        }
        activity = begun((Acquired) attempt);
        attempted = false;
        return true;
    }

    private Activity begun(Acquired acquired) {
        try {
            String stream = source.stream();
            Position stored = acquired.position();
            if (stored != null) {
                requireOf(stream, stored);
                stored = stored.of(null);
            }
            var plan = new SavePlan(settings.saveAfter(), settings.saveEvery().toNanos(), stored, env.nanoTime());
            pending = 0;
            counts.acquired(acquired, env.now(), plan);
            return new Activity(acquired.lease(), env.now(), stream, plan);
        } catch (RuntimeException failure) {
            giveBack(failure);
            throw failure;
        }
    }

    /** A position without its stream was stored before there was this check, or where it is not stored. */
    private void requireOf(String stream, Position stored) {
        String its = stored.stream();
        if (its != null && !its.equals(stream)) {
            throw new UnusablePosition(name, its, stream);
        }
    }

    private Activity active() {
        Activity current = activity;
        if (current == null) {
            throw new IllegalStateException(usage.what() + " has no lease");
        }
        return current;
    }

    /** The lease cannot be relied on, or another consumer has it. */
    private MongoException expired() {
        Activity current = active();
        var holding = keeper.holding();
        if (holding == null || !holding.isLast()) {
            return taken(current);
        }
        ended();
        return new LeaseLost(name, keeper.owner(), current.since, settings.leaseTime(), holding.failure());
    }

    private MongoException taken(Activity current) {
        ended();
        return new LeaseLost(name, keeper.owner(), current.since);
    }

    private void ended() {
        counts.lost();
        activity = null;
        keeper.forget();
        closeChanges();
    }

    // ---- positions

    /** All events that were returned are handled. */
    void handled() {
        Activity current = activity;
        Changes open = changes;
        Document token = open == null || pending == 0 ? null : open.resumeToken();
        if (current != null && token != null) {
            current.plan.handled(Position.after(token), pending);
            counts.handled(pending);
            pending = 0;
        }
    }

    /** Saves if enough was handled, or time has passed. */
    void saveIfDue() {
        Activity current = activity;
        Position due = current == null ? null : current.plan.due(env.nanoTime());
        if (due != null) {
            save(due);
        }
    }

    private void save(Position position) {
        Activity current = active();
        if (!checkpoints.save(current.lease, position.of(current.stream))) {
            throw taken(current);
        }
        current.plan.saved(position, env.nanoTime());
        counts.saved(env.now());
    }

    // ---- events

    private @Nullable RawDocument fetch(Changes open, Deadline deadline) {
        RawDocument event;
        try {
            event = open.tryNext();
        } catch (MongoException failure) {
            usage.requireOpen(failure);
            if (!failure.isTransient() && !(failure instanceof InterruptedOperationException)) {
                closeChanges();
            }
            if (!LostChanges.isCauseOf(failure)) {
                throw failure;
            }
            recover(failure);
            return null;
        }
        if (event != null) {
            pending++;
            counts.returned(event.valueOrNull("clusterTime") instanceof Timestamp time ? time : null);
            return event;
        }
        Document token = open.resumeToken();
        if (pending == 0 && token != null) {
            active().plan.searched(Position.after(token));
            counts.caughtUp();
        }
        if (open.isOver()) {
            // After the event invalidate: goes on with what is created under this name later, once that is handled.
            pause(pollNanos(), deadline);
            if (pending == 0) {
                closeChanges();
            }
        }
        return null;
    }

    /** The open stream; opens it where all is handled. */
    private Changes opened() {
        Changes open = changes;
        while (open == null) {
            Position from = active().plan.latest();
            if (from == null && !source.hasStart()) {
                from = fromNow();
            }
            try {
                open = source.open(from);
                changes = open;
            } catch (MongoException failure) {
                if (!LostChanges.isCauseOf(failure)) {
                    giveBackAfter(failure);
                    throw failure;
                }
                recover(failure);
            }
            pending = 0;
        }
        if (usage.isClosed()) {
            // The thread that closed it may not have seen it.
            closeChanges();
            usage.requireOpen(null);
        }
        return open;
    }

    /**
     * Without an end, a position that servers reject would keep the lease from consumers that can go on, such as one
     * with other privileges. What is acknowledged is saved when the consumer is closed.
     */
    private void giveBackAfter(MongoException failure) {
        boolean passes = failure.isTransient() || failure instanceof InterruptedOperationException;
        if (passes || active().plan.unsaved() != null) {
            return;
        }
        activity = null;
        counts.gaveBack();
        giveBack(failure);
    }

    private void giveBack(RuntimeException failure) {
        if (env.isOver()) {
            return;
        }
        try {
            keeper.release();
        } catch (RuntimeException second) {
            if (env.isOver()) {
                throw second;
            }
            failure.addSuppressed(second);
        }
    }

    /** Stores where to begin, so that a consumer that begins and dies immediately has still begun. */
    private @Nullable Position fromNow() {
        Timestamp now = source.operationTime();
        if (now == null) {
            return null;
        }
        var position = Position.at(now);
        save(position);
        active().plan.searched(position);
        return position;
    }

    private void recover(MongoException failure) {
        Activity current = active();
        boolean fails = settings.lostHistory() instanceof LostHistory.Fail;
        Timestamp before = fails ? null : source.operationTime();
        if (before == null || Position.at(before).equals(current.plan.latest())) {
            throw new HistoryLost(name, source.watched(), counts.savedAt(), failure);
        }
        Log.CLIENT.text(Level.WARNING, usage.what() + " has missed changes, as the history was lost", failure);
        if (settings.lostHistory() instanceof LostHistory.Rescan rescan) {
            long number = current.lease.fencingNumber();
            rescan.scan().run(new LostHistory.Loss(name, number, failure, keeper::isUsable));
            if (!keeper.isUsable()) {
                throw expired();
            }
        }
        var position = Position.at(before);
        save(position);
        current.plan.searched(position);
        counts.historyLost();
    }

    void closeChanges() {
        Changes open = changes;
        changes = null;
        pending = 0;
        if (open != null) {
            open.close();
        }
    }

    /** Saves what is not saved yet. */
    void saveLast() {
        Activity current = activity;
        Position unsaved = current == null ? null : current.plan.unsaved();
        if (unsaved != null) {
            save(unsaved);
        }
    }

    /** Ends the fetch of another thread. */
    void interruptFetch() {
        Changes open = changes;
        if (open != null) {
            open.close();
        }
    }

    /** Forgets the lease. */
    void end() {
        activity = null;
    }
}
