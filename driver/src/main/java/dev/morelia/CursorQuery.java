package dev.morelia;

import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Operation;

/** A query that is one operation; what all verbs that answer with a cursor come down to. */
record CursorQuery<T>(
        Core core,
        Operation<CursorBatch> operation,
        ExecutionContext context,
        Codec<T> codec,
        GetMoreOptions getMoreOptions)
        implements Query<T> {
    @Override
    public MongoCursor<T> cursor() {
        return core.open(operation, context, codec, getMoreOptions);
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
