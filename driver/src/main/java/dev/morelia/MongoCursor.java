package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.topology.ServerAddress;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks the documents of a query's result; fetches the next batch from the server when one is used up, and decodes each
 * document when it is asked for. Closes itself after the last document. Not thread-safe, but for {@link #close}.
 *
 * @param <T> what each document becomes
 */
public final class MongoCursor<T> implements Iterator<T>, AutoCloseable {
    private final BatchCursor batches;
    private final Function<BsonInput, ?> decoder;
    private final Function<Object, T> mapping;
    private BsonInput documents;
    /** How many documents of the batch were asked for, whether or not they could be decoded. */
    private int passed;

    private boolean atDocument;

    /** How many documents the batch has; negative until they are counted. */
    private int batchSize = -1;

    /** Whether each document is read by itself, because one of the batch could not be decoded. */
    private boolean isolated;

    /** Whether the input stands elsewhere than after the documents passed: inside one, or in the batch before. */
    private boolean misplaced;

    @SuppressWarnings("unchecked") // the decoder gives what the mapping takes
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
     * Whether there is another document; waits for the server if need be. On a tailable cursor this waits until there
     * is one or the server ends the cursor.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or ended the cursor
     * @throws IllegalStateException when the cursor is closed, or has failed before and may have lost documents
     */
    @Override
    public boolean hasNext() {
        batches.requireUsable();
        while (!atDocument) {
            if (moved()) {
                atDocument = true;
            } else if (batches.hasMore()) {
                fetch();
            } else {
                return false;
            }
        }
        return true;
    }

    /**
     * The next document. One that cannot be decoded is passed over: the call after the one that failed gives the
     * document behind it.
     *
     * @throws dev.morelia.bson.BsonException when the document is not what the codec reads
     * @throws NoSuchElementException when there is none
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
     * The next document, or null when there is none right now; asks the server at most once. For tailable cursors,
     * which may have more later.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or ended the cursor
     * @throws dev.morelia.bson.BsonException when the document is not what the codec reads
     * @throws IllegalStateException as {@link #hasNext} does
     */
    public @Nullable T tryNext() {
        batches.requireUsable();
        if (!atDocument && !moved()) {
            if (!batches.hasMore()) {
                return null;
            }
            fetch();
            if (!moved()) {
                return null;
            }
        }
        return decode();
    }

    private void fetch() {
        CursorBatch unused = batches.fetch();
        // Nothing is called before it is known that there is a new batch: it would be skipped if that failed.
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
                // Where one cannot be decoded there may be many: the next ones shall not make it necessary to walk
                // through the batch again. Nothing is called here, as the stack may be used up.
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

    /** The next document, of which the driver itself reads the required fields. */
    T nextPromised() {
        try {
            return next();
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    /** This cursor, not used yet, with each document turned into something else. */
    <R> MongoCursor<R> map(Function<? super T, ? extends R> then) {
        return new MongoCursor<>(batches, decoder, document -> mapped(then, mapping.apply(document)));
    }

    static <T, R> R mapped(Function<? super T, ? extends R> mapping, T document) {
        return Objects.requireNonNull(mapping.apply(document), "the mapping of a query must not give null");
    }

    /** The server that holds the cursor, or held it. */
    public ServerAddress server() {
        return batches.batch().serverCursor().server();
    }

    /**
     * How many documents are here already, so that {@link #next} need not wait for the server; 0 when the cursor is
     * closed, or has failed and may have lost documents.
     *
     * @throws dev.morelia.error.ProtocolException when the batch is damaged
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

    /** The id of the cursor on the server, 0 when all of the result has arrived. */
    public long id() {
        return batches.batch().serverCursor().id();
    }

    /** Ends the cursor, on the server too. Any thread may call it; never throws, may be repeated. */
    @Override
    public void close() {
        batches.close();
    }
}
