package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.operation.CursorBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A batch of documents as the server has sent it, none of them decoded: see {@link FindQuery#rawBatches}. Views of one
 * array of bytes, which stays in memory as long as a view of it does. Immutable and thread-safe.
 */
public final class RawBatch implements Iterable<RawDocument> {
    private final CursorBatch batch;
    private final int size;
    private final int length;

    /** @throws BsonException if the batch does not consist of documents */
    RawBatch(CursorBatch batch) {
        this.batch = batch;
        int documents = 0;
        int bytes = 0;
        BsonInput input = batch.documents();
        for (BsonType type = input.next(); type != null; type = input.next()) {
            if (type != BsonType.DOCUMENT) {
                throw input.failure("expected a document", null);
            }
            bytes += input.rawDocument().length();
            documents++;
        }
        this.size = documents;
        this.length = bytes;
    }

    /** How many documents it has; at least one. */
    public int size() {
        return size;
    }

    /** The size of all documents in bytes: that of {@link #toByteArray}. */
    public int length() {
        return length;
    }

    /** Iterates over the documents, which are views of the batch. */
    @Override
    public Iterator<RawDocument> iterator() {
        return new Documents(batch.documents(), size);
    }

    /** The documents, which are views of the batch. */
    public List<RawDocument> toList() {
        var all = new ArrayList<RawDocument>(size);
        forEach(all::add);
        return all;
    }

    /**
     * A copy of the documents, one after another, as in a file of {@code mongodump} and as PyMongo's raw batches are.
     */
    public byte[] toByteArray() {
        BsonOutput copy = copy();
        return copy.buffer().length == length ? copy.buffer() : Arrays.copyOf(copy.buffer(), length);
    }

    /**
     * Writes the documents, one after another, as in a file of {@code mongodump}.
     *
     * @throws IOException if the target throws it
     */
    public void writeTo(OutputStream target) throws IOException {
        Argument.notNull("target", target).write(copy().buffer(), 0, length);
    }

    private BsonOutput copy() {
        var output = new BsonOutput(length);
        for (RawDocument document : this) {
            document.writeTo(output);
        }
        return output;
    }

    @Override
    public String toString() {
        return "RawBatch[" + size + (size == 1 ? " document, " : " documents, ") + length + " bytes]";
    }

    private static final class Documents implements Iterator<RawDocument> {
        private final BsonInput input;
        private int left;

        Documents(BsonInput input, int left) {
            this.input = input;
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public RawDocument next() {
            if (left == 0) {
                throw new NoSuchElementException("the batch has no more documents");
            }
            left--;
            input.next();
            return input.rawDocument();
        }
    }
}
