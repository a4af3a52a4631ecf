package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.cursor.ChangeCursor;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a collection, a database or a deployment, in order, as they happen. After a lost connection, an
 * election or another failure that the specification calls resumable, it goes on by itself after the last event that
 * the program got: none is lost or returned twice. It ends only after the event {@code invalidate}.
 *
 * <p>An exception does not end it, unless the server cannot go on (its history no longer reaches back to the last
 * event, for example): the next call resumes it. Not thread-safe, except for {@link #close} and {@link #resumeToken}.
 *
 * @param <T> what each event is decoded to
 */
public final class ChangeStream<T> implements Iterator<T>, AutoCloseable {
    private final ChangeCursor events;
    private final Function<RawDocument, T> decoder;

    ChangeStream(ChangeCursor events, Function<RawDocument, T> decoder) {
        this.events = events;
        this.decoder = decoder;
    }

    /**
     * Waits until there is another event, and returns true; false after the event {@code invalidate}. With a timeout,
     * the wait is limited by it.
     *
     * @throws dev.morelia.error.OperationTimeoutException if the timeout of this call expired: see {@link #next}
     * @throws dev.morelia.error.MongoException if no server could be reached, or the server cannot go on
     * @throws IllegalStateException if the stream is closed, or has failed before and cannot go on
     */
    @Override
    public boolean hasNext() {
        return events.hasNext();
    }

    /**
     * Waits for the next event and returns it. An event that cannot be decoded is skipped, whatever the codec throws:
     * the call after the one that failed returns the event after it, and the {@link #resumeToken} is past it.
     *
     * <p>If a timeout expires, call this method again, which resumes the stream, or close it. If no event was ever
     * received, open a stream with a longer timeout instead: the server may need more time to search its history.
     * {@link #tryNext} does not wait until there is an event.
     *
     * @throws dev.morelia.bson.BsonException if the codec cannot decode the event
     * @throws NoSuchElementException after the event {@code invalidate}
     * @throws dev.morelia.error.MongoException as {@link #hasNext} does
     * @throws IllegalStateException as {@link #hasNext} does
     */
    @Override
    public T next() {
        return decoded(events.next());
    }

    /**
     * Returns the next event, or null if there is none right now. Sends at most one request for events, to which the
     * server replies after the {@code maxAwaitTime} at the latest; resumes the stream if it has to. After null the
     * {@link #resumeToken} may have changed all the same.
     *
     * @throws dev.morelia.bson.BsonException if the codec cannot decode the event, which is skipped
     * @throws dev.morelia.error.MongoException as {@link #hasNext} does
     * @throws IllegalStateException as {@link #hasNext} does
     */
    public @Nullable T tryNext() {
        RawDocument event = events.tryNext();
        return event == null ? null : decoded(event);
    }

    private T decoded(RawDocument event) {
        try {
            return decoder.apply(event);
        } catch (BsonException odd) {
            throw events.located(odd, event);
        }
    }

    /**
     * The token with which another stream goes on where this one has got to: {@code watch().startAfter(token)}, also in
     * another process. To store the latest, ask for it after each event, and after each {@link #tryNext} that returned
     * null: the token of a collection that changes rarely would become too old otherwise. May be called by any thread,
     * also after {@link #close}.
     *
     * @return null if nothing was received yet from a server that tells it
     */
    public @Nullable Document resumeToken() {
        return events.resumeToken();
    }

    /** The server that the last events came from. */
    public ServerAddress server() {
        return events.server().server();
    }

    /** The id of the server's cursor, which changes when the stream is resumed; 0 if the server has closed it. */
    public long id() {
        return events.server().id();
    }

    /** How many events have arrived already; a fragment of an event counts as one. */
    public int available() {
        return events.available();
    }

    /**
     * Closes the stream, on the server too. May be called by any thread and repeatedly; never throws. A thread that
     * waits for an event gets an {@link IllegalStateException}. The timeout of the stream begins anew for this.
     */
    @Override
    public void close() {
        events.close(null);
    }

    /**
     * Closes the stream like {@link #close()}, but with the given timeout for this; zero for no limit.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public void close(Duration timeout) {
        events.close(Argument.duration("timeout", timeout));
    }
}
