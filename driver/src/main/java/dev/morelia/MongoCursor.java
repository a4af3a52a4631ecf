package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the documents of a query's result. Fetches the next batch from the server when the current one is used
 * up, and decodes each document when it is requested. Closes itself after the last document. Not thread-safe, except
 * for {@link #close}.
 *
 * @param <T> the type that each document is decoded to
 */
public final class MongoCursor<T> implements Iterator<T>, AutoCloseable {
    private final BatchCursor batches;
    private final Function<BsonInput, ?> decoder;
    private final Function<Object, T> mapping;
    private BsonInput documents;
    /** How many documents of the batch were requested, whether or not they could be decoded. */
    private int passed;

    private boolean atDocument;

    /** The number of documents in the batch; negative until they are counted. */
    private int batchSize = -1;

    /** Whether each document is sliced out before it is decoded, because one of the batch could not be decoded. */
    private boolean isolated;

    /** Whether the input is not right after the passed documents: inside one of them, or in the previous batch. */
    private boolean misplaced;

    @SuppressWarnings("unchecked") // the decoder returns what the mapping accepts
    MongoCursor(BatchCursor batches, Function<BsonInput, T> decoder) {
        this(batches, decoder, document -> (T) document);
    }

    private MongoCursor(BatchCursor batches, Function<BsonInput, ?> decoder, Function<Object, T> mapping) {
        this.batches = batches;
        this.decoder = decoder;
        this.mapping = mapping;
        this.documents = batches.batch().documents();
    }

    /**
     * Whether there is another document; waits for the server if necessary. On a tailable cursor this waits until there
     * is one or the server closes the cursor. Documents that have arrived already are returned whatever the time.
     *
     * @throws dev.morelia.error.OperationTimeoutException if the timeout expired: that of the cursor, or of this call
     *     with {@link dev.morelia.options.TimeoutMode#ITERATION}
     * @throws dev.morelia.error.MongoException if the server could not be reached or closed the cursor
     * @throws IllegalStateException if the cursor is closed, or has failed before and may have lost documents
     */
    @Override
    public boolean hasNext() {
        batches.requireUsable();
        boolean again = false;
        while (!atDocument) {
            if (moved()) {
                atDocument = true;
            } else if (batches.hasMore()) {
                fetch(again);
                again = true;
            } else {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the next document. A document that cannot be decoded is skipped: the call after the one that failed
     * returns the document after it.
     *
     * @throws dev.morelia.bson.BsonException if the codec cannot decode the document
     * @throws NoSuchElementException if there is none
     * @throws IllegalStateException as {@link #hasNext} does
     */
    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the cursor has no more documents");
        }
        return decode();
    }

    /**
     * Returns the next document, or null if there is none right now; sends at most one request to the server. For
     * tailable cursors, which may have more later.
     *
     * @throws dev.morelia.error.MongoException if the server could not be reached or closed the cursor
     * @throws dev.morelia.bson.BsonException if the codec cannot decode the document
     * @throws IllegalStateException as {@link #hasNext} does
     */
    public @Nullable T tryNext() {
        batches.requireUsable();
        if (!atDocument && !moved()) {
            if (!batches.hasMore()) {
                return null;
            }
            fetch(false);
            if (!moved()) {
                return null;
            }
        }
        return decode();
    }

    private void fetch(boolean again) {
        CursorBatch unused = batches.fetch(again, passed);
        // Call nothing before it is certain that there is a new batch: it would be skipped if that call failed.
        passed = 0;
        batchSize = -1;
        isolated = false;
        misplaced = true;
    }

    private T decode() {
        atDocument = false;
        passed++;
        return mapping.apply(isolated ? decodeIsolated() : decodeInPlace());
    }

    private Object decodeInPlace() {
        boolean decoded = false;
        try {
            Object document = decoder.apply(documents);
            decoded = true;
            return document;
        } catch (BsonException odd) {
            throw batches.batch().located(odd, passed - 1);
        } finally {
            if (!decoded) {
                // If one document cannot be decoded, many may follow: they must not each make a walk through the batch
                // necessary. Call nothing here, as the stack may be exhausted.
                isolated = true;
                misplaced = true;
            }
        }
    }

    private Object decodeIsolated() {
        RawDocument document = documents.rawDocument();
        try {
            return decoder.apply(document.input());
        } catch (BsonException odd) {
            throw batches.batch().located(odd, document);
        }
    }

    /** Moves to the next document of the batch, if there is one. */
    private boolean moved() {
        try {
            if (misplaced) {
                documents = batches.batch().documents(passed);
                misplaced = false;
            }
            BsonType type = documents.next();
            if (type != null && type != BsonType.DOCUMENT) {
                throw documents.failure("expected a document", null);
            }
            return type != null;
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    /**
     * Returns the next document; for results that the driver itself reads, where a decoding error means a malformed
     * reply.
     */
    T nextOfMetadata() {
        try {
            return next();
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    /** This cursor, not used yet, with a function applied to each document. */
    <R> MongoCursor<R> map(Function<? super T, ? extends R> then) {
        return new MongoCursor<>(batches, decoder, document -> mapped(then, mapping.apply(document)));
    }

    static <T, R> R mapped(Function<? super T, ? extends R> mapping, T document) {
        return Objects.requireNonNull(mapping.apply(document), "the mapping of a query must not return null");
    }

    /** The server that holds or held the cursor. */
    public ServerAddress server() {
        return batches.batch().serverCursor().server();
    }

    /**
     * How many documents have already arrived, so that {@link #next} returns without waiting for the server; 0 if the
     * cursor is closed, or has failed and may have lost documents.
     *
     * @throws dev.morelia.error.ProtocolException if the batch is malformed
     */
    public int available() {
        try {
            if (!batches.isUsable()) {
                return 0;
            }
            if (batchSize < 0) {
                batchSize = batches.batch().size();
            }
            return batchSize - passed;
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    /**
     * Whether it keeps a connection of the pool until it is closed or the whole result has arrived: with {@link
     * dev.morelia.options.CursorType#EXHAUST}, and behind a load balancer.
     */
    public boolean holdsConnection() {
        return batches.holdsConnection();
    }

    /** The id of the cursor on the server; 0 once the whole result has arrived. */
    public long id() {
        return batches.batch().serverCursor().id();
    }

    /**
     * Closes the cursor, on the server too. May be called by any thread and repeatedly; never throws. The timeout of
     * the query begins anew for this; if the server has not answered the last request, the cursor is closed in the
     * background.
     */
    @Override
    public void close() {
        batches.close();
    }

    /**
     * Closes the cursor like {@link #close()}, but with the given timeout for this; zero for no limit. What cannot be
     * closed in time is closed in the background.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public void close(Duration timeout) {
        batches.close(Argument.duration("timeout", timeout));
    }
}
