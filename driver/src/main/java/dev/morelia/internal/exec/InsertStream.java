package dev.morelia.internal.exec;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.write.EncodedInsert;
import dev.morelia.internal.operation.write.InsertStatement;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.options.Options;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.Namespace;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Inserts the documents of a stream, however many these are: each is encoded as it comes and then no longer held, and
 * what is encoded is sent before it becomes too much. While the stream is read, no connection is checked out,
 * so that it may itself come out of a query. Not thread-safe: one execution owns it.
 *
 * @param <T> type of the documents
 */
public final class InsertStream<T> implements AutoCloseable {
    private static final int BATCH_DOCUMENTS = 10_000;
    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private final BulkWrite bulk;
    private final Codec<T> codec;
    private final EncodingContext encoding;
    /** A publisher shares the operations in flight with what it may need itself. */
    private final String sourceName;

    private final BsonOutput encoded = new BsonOutput();
    private int documents;
    private int pending;
    private boolean sending;

    /**
     * @param options the caller's
     * @param admission what each batch waits for before it is sent; null for nothing
     */
    public InsertStream(
            Executor executor,
            ExecutionContext context,
            Namespace namespace,
            Codec<T> codec,
            Options.Ordered<?> options,
            @Nullable Admission admission) {
        this.bulk = new BulkWrite(
                admission == null ? executor::execute : new AdmittedExecution(executor, admission),
                executor.callOfSeveral(context),
                namespace,
                "insert",
                options);
        this.sourceName = admission == null ? "stream" : "publisher";
        this.codec = codec;
        this.encoding = context.codecs().encodingContext();
        bulk.ofStream();
        encoded.context(encoding);
    }

    /**
     * Inserts all, or in order up to the first that fails, and closes the stream. What the closing throws is suppressed
     * by the error of the insert; if there is none, it is an error after the last document, so that the caller learns
     * of it as well as of what is inserted.
     *
     * @throws dev.morelia.error.BulkWriteException when any failed, the stream itself included
     * @throws dev.morelia.error.MongoException when a command failed as a whole; it has the partial result
     */
    public BulkWriteResult execute(Stream<? extends @Nullable T> source) {
        boolean inserted = false;
        try (source) {
            insert(source);
            if (bulk.hasFailed()) {
                return bulk.result(null);
            }
            inserted = true;
        } catch (Throwable failure) {
            if (inserted) {
                add(failure, bulk::addUnclosed);
            }
            throw failure;
        }
        return bulk.result(null);
    }

    private void insert(Stream<? extends @Nullable T> source) {
        try {
            // Not by its iterator: that of a flatMap would hold all that one element becomes.
            boolean unused = source.sequential().allMatch(this::add);
        } catch (Throwable failure) {
            if (!sending) {
                add(failure, cause -> bulk.addUnread(sourceName, cause));
            }
            throw failure;
        }
        flush();
    }

    /**
     * Throws an exception for a failure of the stream, with what is inserted. Where there is no memory for that, the
     * caller throws the failure itself.
     */
    @SuppressWarnings("ReferenceEquality") // it is the very exception or another one
    private void add(Throwable failure, Consumer<Throwable> add) {
        try {
            add.accept(failure);
            BulkWriteResult unused = bulk.result(null);
        } catch (RuntimeException thrown) {
            if (thrown != failure && thrown.getCause() != failure) {
                thrown.addSuppressed(failure);
            }
            throw thrown;
        } catch (VirtualMachineError untold) {
            // The caller throws the failure.
        }
    }

    @Override
    public void close() {
        bulk.close();
    }

    /** Whether more may come. */
    private boolean add(@Nullable T document) {
        if (document == null) {
            addUnsent(null, new IllegalArgumentException("documents[" + documents + "] must not be null"));
        } else {
            encode(document);
        }
        documents++;
        if (pending >= BATCH_DOCUMENTS || encoded.position() >= BATCH_BYTES) {
            flush();
        }
        return !bulk.isAtEnd();
    }

    private void encode(T document) {
        var statement = new InsertStatement<>(document, codec);
        int start = encoded.position();
        try {
            statement.write(encoded, Limits.DEFAULT);
        } catch (Throwable failure) {
            statement.failedIn(encoded);
            encoded.position(start);
            encoded.context(encoding);
            addUnsent(statement.id(), failure);
            return;
        }
        bulk.add(WriteKind.INSERT, new EncodedInsert(encoded, start, encoded.position() - start, statement.id()));
        pending++;
    }

    private void addUnsent(@Nullable Object id, Throwable cause) {
        sending = true;
        bulk.addUnsent(WriteKind.INSERT, id, cause);
        sending = false;
    }

    private void flush() {
        sending = true;
        bulk.flush();
        sending = false;
        encoded.reset();
        pending = 0;
    }
}
