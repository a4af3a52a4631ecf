package dev.morelia.internal.durable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.changestream.LeaseTerm;
import dev.morelia.internal.changestream.LostChanges;
import dev.morelia.internal.changestream.SavePlan;
import dev.morelia.internal.durable.ChangeSource.Changes;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.log.Log;
import dev.morelia.options.LostHistory;
import dev.morelia.result.ConsumerMetrics;
import dev.morelia.spi.Checkpoints;
import dev.morelia.spi.Checkpoints.Acquired;
import dev.morelia.spi.Checkpoints.Attempt;
import dev.morelia.spi.Checkpoints.Held;
import dev.morelia.spi.Checkpoints.Lease;
import dev.morelia.spi.Checkpoints.Position;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A durable consumer, whose events are still encoded. It is active while it has the lease of its name; then it goes on
 * where the consumer before it has saved. Not thread-safe, but for {@link #close} and {@link #metrics}.
 */
public final class DurableConsumer {

    /** What the program does with an event. */
    @FunctionalInterface
    public interface Body<X extends Exception> {
        /** Handles an event. */
        void handle(RawDocument event) throws X;
    }

    private final Env env;
    private final String name;
    private final ChangeSource source;
    private final Checkpoints checkpoints;
    private final ConsumerSettings settings;
    private final LeaseKeeper keeper;
    private final Usage usage;
    private final ConsumerCounts counts = new ConsumerCounts();

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
     * @param plan what to save
     */
    private record Activity(Lease lease, Instant since, SavePlan plan) {}

    /**
     * Creates a consumer, which has no lease yet.
     *
     * @param owner identifies it, and no other
     */
    public DurableConsumer(
            Background background,
            String name,
            String owner,
            ChangeSource source,
            Checkpoints checkpoints,
            ConsumerSettings settings) {
        this.env = background.env();
        this.name = name;
        this.source = source;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.usage = new Usage(describe());
        this.keeper = new LeaseKeeper(background, checkpoints, name, owner, settings.leaseTime(), usage);
    }

    private String describe() {
        return "the durable consumer '" + name + "' of " + source.watched();
    }

    /** The lease is only renewed as long as the program refers to this object, or is in a call. */
    public void keepFor(Object user) {
        keeper.keepFor(user);
    }

    /** Tries to become active, without waiting for it. Closes the consumer if that fails. */
    public void open() {
        boolean opened = false;
        try {
            call(() -> {
                if (activate()) {
                    opened();
                }
                return true;
            });
            opened = true;
        } finally {
            if (!opened) {
                closeAfterFailure();
            }
        }
    }

    private void closeAfterFailure() {
        try {
            close();
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            // The failure before is thrown.
            Log.CLIENT.text(Level.WARNING, describe() + " could not release its lease, which ends by itself", failure);
        }
    }

    /** The next event; null if there is none now, or the consumer is a standby. */
    public @Nullable RawDocument tryNext() {
        return this.<@Nullable RawDocument>call(() -> step(Deadline.of(source.timeout(), env)));
    }

    /** The next event; waits for the lease, and for the event. */
    public RawDocument next() {
        return call(() -> {
            var deadline = Deadline.of(source.timeout(), env);
            while (true) {
                RawDocument event = step(deadline);
                if (event != null) {
                    return event;
                }
                usage.requireOpen(null);
                if (deadline.hasPassed(env.nanoTime())) {
                    var last = new LastStep(Step.RETRY, deadline.timeout());
                    throw new OperationTimeoutException(
                            null, waiting(), deadline.timeout(), last, RetryAdvice.SAFE, null);
                }
            }
        });
    }

    private String waiting() {
        return (activity == null ? "waiting for the lease of " : "waiting for an event of ") + describe();
    }

    /** All events that were returned are handled. */
    public void acknowledge() {
        call(() -> {
            handled();
            saveIfDue();
            return true;
        });
    }

    /** Saves what was acknowledged. */
    public void save() {
        call(() -> {
            saveLast();
            return true;
        });
    }

    /** Hands events to the program, one after the other, until the consumer is closed or something fails for good. */
    public <X extends Exception> void run(Body<X> body) throws X {
        usage.begin();
        Throwable failure = null;
        try {
            while (!usage.isClosed()) {
                RawDocument event = stepAgain();
                if (event != null && !usage.isClosed()) {
                    handle(event, body);
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            end(failure);
        }
    }

    private <X extends Exception> void handle(RawDocument event, Body<X> body) throws X {
        boolean handled = false;
        try {
            body.handle(event);
            handled = true;
        } finally {
            if (handled) {
                handled();
            } else {
                // The event comes again, if the program runs it again.
                closeChanges();
            }
        }
    }

    /** A step of a run, which goes on after failures that may pass. */
    private @Nullable RawDocument stepAgain() {
        try {
            return step(Deadline.NONE);
        } catch (MongoException failure) {
            if (usage.isClosed()) {
                return null;
            }
            if (!failure.isTransient() || failure instanceof LeaseHeld) {
                throw failure;
            }
            Log.CLIENT.text(Level.WARNING, describe() + " tries again", failure);
            pause(pollNanos(), Deadline.NONE);
            return null;
        } catch (IllegalStateException failure) {
            if (usage.isClosed()) {
                return null;
            }
            throw failure;
        }
    }

    private <R extends @Nullable Object> R call(Supplier<R> body) {
        usage.begin();
        Throwable failure = null;
        try {
            return body.get();
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            end(failure);
        }
    }

    private void end(@Nullable Throwable failure) {
        if (!usage.end()) {
            return;
        }
        try {
            finish();
        } catch (Throwable second) {
            if (failure == null || env.isOver()) {
                throw second;
            }
            failure.addSuppressed(second);
        }
    }

    private @Nullable RawDocument step(Deadline deadline) {
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

    private void pause(long nanos, Deadline deadline) {
        try {
            keeper.pause(Math.min(nanos, deadline.remainingNanos(env.nanoTime())));
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new InterruptedOperationException(null, waiting(), RetryAdvice.SAFE, e);
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
        var acquired = (Acquired) attempt;
        var plan =
                new SavePlan(settings.saveAfter(), settings.saveEvery().toNanos(), acquired.position(), env.nanoTime());
        activity = new Activity(acquired.lease(), env.now(), plan);
        pending = 0;
        counts.acquired(acquired, env.now(), plan);
        attempted = false;
        return true;
    }

    private Activity active() {
        Activity current = activity;
        if (current == null) {
            throw new IllegalStateException(describe() + " has no lease");
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

    private void handled() {
        Activity current = activity;
        Changes open = changes;
        Document token = open == null || pending == 0 ? null : open.resumeToken();
        if (current != null && token != null) {
            current.plan.handled(Position.after(token), pending);
            counts.handled(pending);
            pending = 0;
        }
    }

    private void saveIfDue() {
        Activity current = activity;
        Position due = current == null ? null : current.plan.due(env.nanoTime());
        if (due != null) {
            save(due);
        }
    }

    private void save(Position position) {
        Activity current = active();
        if (!checkpoints.save(current.lease, position)) {
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
        Log.CLIENT.text(Level.WARNING, describe() + " has missed changes, as the history was lost", failure);
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

    // ---- the end

    private void closeChanges() {
        Changes open = changes;
        changes = null;
        pending = 0;
        if (open != null) {
            open.close();
        }
    }

    /** What the consumer has done so far. */
    public ConsumerMetrics metrics() {
        return counts.metrics(name, keeper, usage.isClosed(), source.clusterTime());
    }

    /**
     * Closes it: at once, or if another thread is in a call, when that ends. Saves what was acknowledged and releases
     * the lease; throws what that throws.
     */
    public void close() {
        boolean mine = usage.close();
        keeper.close();
        if (mine) {
            finish();
        } else {
            Changes open = changes;
            if (open != null) {
                open.close();
            }
        }
    }

    private void finish() {
        // An interrupted thread closes it as well.
        boolean interrupted = env.clearInterrupt();
        Throwable first = null;
        for (Runnable step : List.<Runnable>of(this::saveLast, keeper::release, this::closeChanges)) {
            try {
                step.run();
            } catch (Throwable failure) {
                if (env.isOver()) {
                    throw failure;
                }
                if (first == null) {
                    first = failure;
                } else if (first != failure) {
                    first.addSuppressed(failure);
                }
            }
        }
        activity = null;
        if (interrupted) {
            env.interruptSelf();
        }
        switch (first) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException(describe() + " could not be closed properly", first);
        }
    }

    private void saveLast() {
        Activity current = activity;
        Position unsaved = current == null ? null : current.plan.unsaved();
        if (unsaved != null) {
            save(unsaved);
        }
    }
}
