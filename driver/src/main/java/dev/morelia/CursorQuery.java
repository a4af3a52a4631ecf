package dev.morelia;

import dev.morelia.async.AsyncCursorQuery;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Operation;
import java.time.Duration;

/**
 * A command whose reply carries a cursor and that has not run yet: a listing, or a command that the program wrote
 * itself. Immutable.
 *
 * @param <T> the type that each document is decoded to
 */
public final class CursorQuery<T> implements Query<T> {
    private final Core core;
    private final Operation<CursorBatch> operation;
    private final ExecutionContext context;
    private final Codec<T> codec;
    private final GetMoreOptions getMore;

    CursorQuery(
            Core core,
            Operation<CursorBatch> operation,
            ExecutionContext context,
            Codec<T> codec,
            GetMoreOptions getMore) {
        this.core = core;
        this.operation = operation;
        this.context = context;
        this.codec = codec;
        this.getMore = getMore;
    }

    @Override
    public AsyncCursorQuery<T> async() {
        return new AsyncCursorQuery<>(
                this,
                core.bridge(context).renewingTimeout(getMore.renewsTimeout()),
                getMore.cursorType().isTailable());
    }

    /**
     * Returns this query with each document decoded to the given class.
     *
     * @throws IllegalArgumentException if there is no codec for the class
     */
    public <R> CursorQuery<R> as(Class<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns this query with each document decoded to the given generic type.
     *
     * @throws IllegalArgumentException if there is no codec for the type
     */
    public <R> CursorQuery<R> as(TypeReference<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns this query with each document decoded by the given codec. */
    public <R> CursorQuery<R> as(Codec<R> other) {
        return new CursorQuery<>(core, operation, context, Argument.notNull("codec", other), getMore);
    }

    /**
     * Returns this query with the given timeout, including retries and all batches of the cursor (see {@link
     * dev.morelia.options.TimeoutMode}); zero for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     * @see MongoCollection#with(Duration)
     */
    public CursorQuery<T> with(Duration timeout) {
        ExecutionContext changed = context.with(Argument.duration("timeout", timeout));
        return new CursorQuery<>(core, operation, changed, codec, getMore);
    }

    @Override
    public MongoCursor<T> cursor() {
        return new MongoCursor<>(core.open(operation, context, getMore), codec::decode);
    }

    @Override
    public String toString() {
        return operation.tried();
    }
}
