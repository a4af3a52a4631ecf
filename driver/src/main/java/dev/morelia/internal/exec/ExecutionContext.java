package dev.morelia.internal.exec;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How operations of one view (client, database, collection) are executed. Immutable; each {@code with} gives a new
 * one.
 *
 * @param codecs how values are encoded and decoded
 * @param readPreference which members serve reads
 * @param readConcern how settled the data read must be
 * @param writeConcern how settled a write must be before it counts as done
 * @param timeout how long an operation may take with all it entails, zero for no limit; null if not set. It replaces
 *     the {@code wTimeoutMS} of the write concern
 * @param eventContext what the program attached for its command listeners, or null
 * @param session the session that the program has named, or null
 * @param begun the deadline that all operations share since {@link #begun}; null if each begins its own
 */
public record ExecutionContext(
        CodecRegistry codecs,
        ReadPreference readPreference,
        ReadConcern readConcern,
        WriteConcern writeConcern,
        @Nullable Duration timeout,
        @Nullable Object eventContext,
        @Nullable ExplicitSession session,
        @Nullable Deadline begun) {

    /** A timeout cannot be unset again, so a {@code wTimeoutMS} that it has replaced is not needed any more. */
    public ExecutionContext {
        if (timeout != null && writeConcern.wtimeout() != null) {
            writeConcern = new WriteConcern(writeConcern.w(), writeConcern.journal(), null, writeConcern.fsync());
        }
    }

    /** The same with other codecs, whose UUID representation is that of the former ones unless they were given one. */
    public ExecutionContext with(CodecRegistry changed) {
        UuidRepresentation held = codecs.uuidRepresentation();
        boolean keepsTheirs = changed.chosenUuidRepresentation() != null || changed.uuidRepresentation() == held;
        return new ExecutionContext(
                keepsTheirs ? changed : changed.with(held),
                readPreference,
                readConcern,
                writeConcern,
                timeout,
                eventContext,
                session,
                begun);
    }

    /** The same with another read preference. */
    public ExecutionContext with(ReadPreference changed) {
        return new ExecutionContext(codecs, changed, readConcern, writeConcern, timeout, eventContext, session, begun);
    }

    /** The same with another read concern. */
    public ExecutionContext with(ReadConcern changed) {
        return new ExecutionContext(
                codecs, readPreference, changed, writeConcern, timeout, eventContext, session, begun);
    }

    /** The same with another write concern. */
    public ExecutionContext with(WriteConcern changed) {
        return new ExecutionContext(
                codecs, readPreference, readConcern, changed, timeout, eventContext, session, begun);
    }

    /** The same with another timeout. */
    public ExecutionContext with(Duration changed) {
        return new ExecutionContext(
                codecs, readPreference, readConcern, writeConcern, changed, eventContext, session, null);
    }

    /** The same with another object for command listeners. */
    public ExecutionContext withEventContext(Object changed) {
        return new ExecutionContext(
                codecs, readPreference, readConcern, writeConcern, timeout, changed, session, begun);
    }

    /** The same in a session. */
    public ExecutionContext with(ExplicitSession changed) {
        return new ExecutionContext(
                codecs, readPreference, readConcern, writeConcern, timeout, eventContext, changed, begun);
    }

    /** The same without a session that the program has named, and for itself: for what is done on another thread. */
    public ExecutionContext withoutSession() {
        return session == null && begun == null
                ? this
                : new ExecutionContext(
                        codecs, readPreference, readConcern, writeConcern, timeout, eventContext, null, null);
    }

    /** The same for operations that are steps of a larger one, which begins now: its deadline is that of each. */
    public ExecutionContext begun(Env env) {
        return new ExecutionContext(
                codecs,
                readPreference,
                readConcern,
                writeConcern,
                timeout,
                eventContext,
                session,
                begun == null ? deadlineOfCall(env) : begun);
    }

    /**
     * The deadline of an operation that begins now, or is a step of one that has {@link #begun}: from the timeout of
     * the view, or of the transaction that the session runs.
     *
     * @throws IllegalArgumentException if both have a timeout, not the same, and that of the view is its own
     */
    Deadline deadline(Env env, @Nullable ExplicitSession running) {
        if (running == null || !running.deadline().isSet()) {
            return begun == null ? deadlineOfCall(env) : begun;
        }
        requireTimeoutOf(running);
        return running.deadline();
    }

    private Deadline deadlineOfCall(Env env) {
        return timeout == null ? Deadline.NONE : Deadline.since(SessionScope.begunNanos(env), timeout);
    }

    /**
     * Checks that an operation may have the timeout of the view.
     *
     * @throws IllegalArgumentException if the transaction that the session runs has another one
     */
    public void requireTimeoutOf(ExplicitSession running) {
        if (!running.deadline().isSet()) {
            return;
        }
        Duration whole = running.deadline().timeout();
        if (timeout != null && !timeout.equals(whole) && !running.isInherited(timeout)) {
            throw Argument.rejected(
                    "timeout",
                    timeout,
                    "cannot be set for one operation of a transaction whose timeout is " + Argument.shown(whole)
                            + ": that holds for all of it");
        }
    }
}
