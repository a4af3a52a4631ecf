package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.settings.ServerAddress;
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
    private final Function<BsonInput, T> decoder;
    private BsonInput documents;
    /** How many documents of the batch were asked for, whether or not they could be decoded. */
    private int passed;

    private boolean atDocument;

    MongoCursor(BatchCursor batches, Function<BsonInput, T> decoder) {
        this.batches = batches;
        this.decoder = decoder;
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
        documents = batches.fetch().documents();
        passed = 0;
    }

    private T decode() {
        atDocument = false;
        passed++;
        boolean decoded = false;
        try {
            T document = decoder.apply(documents);
            decoded = true;
            return document;
        } catch (BsonException odd) {
            throw batches.batch().located(odd, passed - 1);
        } finally {
            if (!decoded) {
                // The codec has stopped somewhere inside.
                documents = batches.batch().documents(passed);
            }
        }
    }

    /** Moves to the next document of the batch, if there is one. */
    private boolean moved() {
        try {
            BsonType type = documents.next();
            if (type != null && type != BsonType.DOCUMENT) {
                throw documents.failure("expected a document", null);
            }
            return type != null;
        } catch (BsonException odd) {
            throw batches.odd(odd);
        }
    }

    /** The next document, of which the driver itself reads what the command promises. */
    T nextPromised() {
        try {
            return next();
        } catch (BsonException odd) {
            throw batches.odd(odd);
        }
    }

    /** This cursor, not used yet, with each document turned into something else. */
    <R> MongoCursor<R> map(Function<? super T, ? extends R> mapping) {
        return new MongoCursor<>(batches, input -> mapped(mapping, decoder.apply(input)));
    }

    static <T, R> R mapped(Function<? super T, ? extends R> mapping, T document) {
        return Objects.requireNonNull(mapping.apply(document), "the mapping of a query must not give null");
    }

    /** The server that holds the cursor, or held it. */
    public ServerAddress server() {
        return batches.batch().serverCursor().server();
    }

    /** How many documents are here already, so that {@link #next} need not wait for the server. */
    public int available() {
        return batches.batch().size() - passed;
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
