package dev.morelia.internal.durable;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.log.Log;
import dev.morelia.result.ConsumerMetrics;
import dev.morelia.spi.Checkpoints;
import java.lang.System.Logger.Level;
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
    private final LeaseKeeper keeper;
    private final Usage usage;
    private final ConsumerCounts counts = new ConsumerCounts();
    private final LeasedChanges leased;

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
        this.usage = new Usage("the durable consumer '" + name + "' of " + source.watched());
        this.keeper = new LeaseKeeper(background, checkpoints, name, owner, settings.leaseTime(), usage);
        this.leased = new LeasedChanges(source, checkpoints, settings, keeper, usage, counts);
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
                leased.open();
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
            Log.CLIENT.text(
                    Level.WARNING, usage.what() + " could not release its lease, which ends by itself", failure);
        }
    }

    /** The next event; null if there is none now, or the consumer is a standby. */
    public @Nullable RawDocument tryNext() {
        return this.<@Nullable RawDocument>call(() -> leased.step(Deadline.of(source.timeout(), env)));
    }

    /** The next event; waits for the lease, and for the event. */
    public RawDocument next() {
        return call(() -> {
            var deadline = Deadline.of(source.timeout(), env);
            while (true) {
                RawDocument event = leased.step(deadline);
                if (event != null) {
                    return event;
                }
                usage.requireOpen(null);
                if (deadline.hasPassed(env.nanoTime())) {
                    var last = new LastStep(Step.RETRY, deadline.timeout());
                    var late = new OperationTimeoutException(
                            null, leased.waiting(), deadline.timeout(), last, RetryAdvice.SAFE, null);
                    ErrorNotes.of(late).ofOpenStream();
                    throw late;
                }
            }
        });
    }

    /** All events that were returned are handled. */
    public void acknowledge() {
        call(() -> {
            leased.handled();
            leased.saveIfDue();
            return true;
        });
    }

    /** Saves what was acknowledged. */
    public void save() {
        call(() -> {
            leased.saveLast();
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
                leased.handled();
            } else {
                // The event comes again, if the program runs it again.
                leased.closeChanges();
            }
        }
    }

    /** A step of a run, which goes on after failures that may pass. */
    private @Nullable RawDocument stepAgain() {
        try {
            return leased.step(Deadline.NONE);
        } catch (MongoException failure) {
            if (usage.isClosed()) {
                return null;
            }
            if (!failure.isTransient() || failure instanceof LeaseHeld) {
                throw failure;
            }
            Log.CLIENT.text(Level.WARNING, usage.what() + " tries again", failure);
            leased.pause(Deadline.NONE);
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
            leased.interruptFetch();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same failure, met twice
    private void finish() {
        // An interrupted thread closes it as well.
        boolean interrupted = env.clearInterrupt();
        Throwable first = null;
        for (Runnable step : List.<Runnable>of(leased::saveLast, keeper::release, leased::closeChanges)) {
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
        leased.end();
        if (interrupted) {
            env.interruptSelf();
        }
        switch (first) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException(usage.what() + " could not be closed properly", first);
        }
    }
}
