package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An operation did not complete within its timeout: {@code timeoutMS}, or without one {@code socketTimeoutMS}. It tells
 * which step the time has run out in, how often the operation was attempted, and by {@link #retryAdvice} whether the
 * server may have executed it. The cause is the error of that step if there is one; with a {@code timeoutMS} errors of
 * the server that say the same ({@code MaxTimeMSExpired}) are such causes.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#errors">Client Side Operations Timeout: errors</a>
 */
public final class OperationTimeoutException extends MongoException {
    private static final long serialVersionUID = 1;

    private final Duration timeout;
    private final LastStep lastStep;

    /** A step of an operation. */
    public enum Step {
        /** Waiting in the queue of the async API. */
        QUEUE("waiting in the queue of the async API"),
        /** Waiting until there is a suitable server. */
        SERVER_SELECTION("selecting a server"),
        /** Waiting until a connection is available. */
        CHECK_OUT("waiting for a connection"),
        /** Establishing a connection: TCP, the proxy, TLS, the handshake and authentication. */
        CONNECTING("establishing a connection"),
        /** Sending the command; the server has not received all of it. */
        SENDING("sending"),
        /** Waiting for the server's reply. */
        REPLY("waiting for the reply"),
        /** The server has stopped executing the command. */
        EXECUTION("execution on the server"),
        /** Waiting for the stage that the async body of a transaction has returned. */
        BODY("waiting for the body"),
        /** There was no time left for another attempt. */
        RETRY("all attempts");

        private final String description;

        Step(String description) {
            this.description = description;
        }

        /** The step in words, without capital letter and full stop. */
        public String description() {
            return description;
        }
    }

    /**
     * The step that the time has run out in.
     *
     * @param step the step
     * @param time how long it took, zero if it was not begun; for {@link Step#EXECUTION} and {@link Step#RETRY} the
     *     whole operation
     */
    public record LastStep(Step step, Duration time) implements Serializable {
        /** Checks that nothing is null. */
        public LastStep {
            Argument.notNull("step", step);
            Argument.notNull("time", time);
        }
    }

    /**
     * An operation that ran out of time.
     *
     * @param server the server in use, or null
     * @param tried what was tried, as in {@code insert on app.people}
     * @param timeout the time allowed; zero if that is not known
     * @param lastStep the step that the time has run out in
     * @param retryAdvice {@link RetryAdvice#SAFE} if nothing was sent
     * @param cause the cause, or null
     */
    public OperationTimeoutException(
            @Nullable ServerAddress server,
            String tried,
            Duration timeout,
            LastStep lastStep,
            RetryAdvice retryAdvice,
            @Nullable Throwable cause) {
        super(
                tried + " did not complete " + within(timeout) + on(server) + after(lastStep) + reason(cause) + "; ",
                server,
                retryAdvice,
                cause,
                true);
        this.timeout = timeout;
        this.lastStep = lastStep;
        if (cause instanceof MongoException last) {
            notes(this).outcome(last.outcome());
        }
    }

    private static String within(Duration timeout) {
        return timeout.isZero() ? "in time" : "within the timeout of " + Argument.shown(timeout);
    }

    private static String after(LastStep last) {
        return last.time().isZero()
                ? " (" + last.step().description() + ")"
                : " (" + last.step().description() + " took " + Argument.shown(last.time()) + ")";
    }

    /** The message already says that the timeout expired, so the advice about {@code maxTime} would mislead. */
    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ExecutionTimeoutException stopped) {
            return ": " + notes(stopped).whatHappened();
        }
        return cause != null && "timed out".equals(cause.getMessage()) ? "" : because(cause);
    }

    /** The time that was allowed; zero if it is not known. */
    public Duration timeout() {
        return timeout;
    }

    /** The step that the time has run out in. */
    public LastStep lastStep() {
        return lastStep;
    }

    /** How many attempts there were, the one that has ended this way included. */
    public int attempts() {
        return notes(this).attempts();
    }

    private OperationTimeoutException(OperationTimeoutException original) {
        super(original);
        timeout = original.timeout;
        lastStep = original.lastStep;
    }

    @Override
    OperationTimeoutException copy() {
        return new OperationTimeoutException(this);
    }
}
