package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A durable consumer of a change stream cannot be active, or cannot go on. */
public abstract sealed class ChangeConsumerException extends MongoException
        permits ChangeConsumerException.LeaseHeld,
                ChangeConsumerException.LeaseLost,
                ChangeConsumerException.HistoryLost,
                ChangeConsumerException.UnusablePosition {
    private static final long serialVersionUID = 1;

    private final String consumer;

    ChangeConsumerException(String consumer, String message, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        super(message, null, retryAdvice, cause);
        this.consumer = consumer;
    }

    ChangeConsumerException(ChangeConsumerException original) {
        super(original);
        consumer = original.consumer;
    }

    /** The name of the consumer. */
    public final String consumer() {
        return consumer;
    }

    private static String named(String consumer) {
        return "The durable consumer " + Argument.shown(consumer);
    }

    private static String since(@Nullable Instant time) {
        return time == null ? "" : " since " + time;
    }

    /** Another consumer of the name is active, and this one does not wait as a standby. */
    public static final class LeaseHeld extends ChangeConsumerException {
        private static final long serialVersionUID = 1;

        private final String owner;

        /**
         * An attempt to become active that came too early.
         *
         * @param consumer the name of the consumer
         * @param owner which consumer is active
         * @param since since when it is, or null
         */
        public LeaseHeld(String consumer, String owner, @Nullable Instant since) {
            super(
                    consumer,
                    named(consumer) + " is active elsewhere: " + owner + " has its lease" + since(since)
                            + ". Close that one, or let this one wait with standby(true); if its process has died, the"
                            + " lease ends by itself",
                    RetryAdvice.SAFE,
                    null);
            this.owner = owner;
        }

        private LeaseHeld(LeaseHeld original) {
            super(original);
            owner = original.owner;
        }

        /** Which consumer is active: its host, its process, and a unique id. */
        public String owner() {
            return owner;
        }

        @Override
        LeaseHeld copy() {
            return new LeaseHeld(this);
        }
    }

    /**
     * The consumer was active and is no more: its lease was not renewed in time, or another consumer has acquired it.
     * Events that are not saved come again in the consumer that is active next, which may be this one.
     */
    public static final class LeaseLost extends ChangeConsumerException {
        private static final long serialVersionUID = 1;

        /**
         * A lease that another consumer has acquired, or that is stored no more.
         *
         * @param consumer the name of the consumer
         * @param owner the consumer that has lost it
         * @param since since when that was active
         */
        public LeaseLost(String consumer, String owner, Instant since) {
            super(
                    consumer,
                    named(consumer) + " (" + owner + ", active" + since(since) + ") is no longer active: another one"
                            + " has acquired the lease, because this one had not renewed it in time, or the stored"
                            + " lease was deleted. Events that were not saved come again there; call again to wait for"
                            + " the lease",
                    RetryAdvice.SAFE,
                    null);
        }

        /**
         * A lease that cannot be relied on any more.
         *
         * @param consumer the name of the consumer
         * @param owner the consumer that has lost it
         * @param since since when that was active
         * @param leaseTime the time of the lease
         * @param cause why the last attempt to renew it has failed; null if there was none in time
         */
        public LeaseLost(String consumer, String owner, Instant since, Duration leaseTime, @Nullable Throwable cause) {
            super(
                    consumer,
                    named(consumer) + " (" + owner + ", active" + since(since) + ") is no longer active: its lease of "
                            + Argument.shown(leaseTime) + " could not be renewed in time" + because(cause)
                            + ". Events that were not saved come again; call again to wait for the lease, and choose a"
                            + " longer leaseTime if this happens often",
                    RetryAdvice.SAFE,
                    cause);
        }

        private LeaseLost(LeaseLost original) {
            super(original);
        }

        @Override
        LeaseLost copy() {
            return new LeaseLost(this);
        }
    }

    /** The history of the servers does not reach back to where the consumer has got to: it has missed changes. */
    public static final class HistoryLost extends ChangeConsumerException {
        private static final long serialVersionUID = 1;

        private final @Nullable Instant savedAt;

        /**
         * A position that the servers have forgotten.
         *
         * @param consumer the name of the consumer
         * @param watched what it watches, as in {@code app.orders}
         * @param savedAt when the position was saved, or null
         * @param cause the error of the server
         */
        public HistoryLost(String consumer, String watched, @Nullable Instant savedAt, MongoException cause) {
            super(
                    consumer,
                    named(consumer) + " cannot go on: the history of changes (the oplog) no longer reaches back to its"
                            + " position in " + watched + (savedAt == null ? "" : ", saved at " + savedAt)
                            + ", so it has missed changes. Open it with lostHistory(LostHistory.rescan(...)) to read"
                            + " the collection anew, or with LostHistory.restart() to go on without them; a larger"
                            + " oplog gives a consumer more time" + because(cause),
                    RetryAdvice.UNSAFE,
                    cause);
            this.savedAt = savedAt;
        }

        private HistoryLost(HistoryLost original) {
            super(original);
            savedAt = original.savedAt;
        }

        /** When the position was saved that the servers have forgotten; null if it never was. */
        public @Nullable Instant savedAt() {
            return savedAt;
        }

        @Override
        HistoryLost copy() {
            return new HistoryLost(this);
        }
    }

    /** The stored position cannot be used: it is damaged, or of another stream. No event was consumed. */
    public static final class UnusablePosition extends ChangeConsumerException {
        private static final long serialVersionUID = 1;

        /**
         * A position of another stream.
         *
         * @param consumer the name of the consumer
         * @param stored the stream that the position is of
         * @param asked the stream that the consumer is of
         */
        public UnusablePosition(String consumer, String stored, String asked) {
            super(
                    consumer,
                    named(consumer) + " was opened for another stream than its stored position is of. Stored: " + stored
                            + ". Opened: " + asked + ". A name is for one stream: choose another name for this one, or"
                            + " open the stream as it was. If its pipeline was changed on purpose, close all consumers"
                            + " of the name and remove 'position.stream' from what is stored, to go on at that"
                            + " position, or delete what is stored, to begin anew",
                    RetryAdvice.UNSAFE,
                    null);
        }

        /**
         * A damaged position.
         *
         * @param consumer the name of the consumer
         * @param problem what is wrong with it, as in {@code has no token}
         */
        public UnusablePosition(String consumer, String problem) {
            super(
                    consumer,
                    named(consumer) + " cannot go on: its stored position " + problem + ". Repair what is stored, or"
                            + " delete it to begin anew",
                    RetryAdvice.UNSAFE,
                    null);
        }

        private UnusablePosition(UnusablePosition original) {
            super(original);
        }

        @Override
        UnusablePosition copy() {
            return new UnusablePosition(this);
        }
    }
}
