package dev.morelia.internal.exec;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.operation.OperationKind;
import java.util.function.Consumer;

/** Writes the fields that the executor, not the operation, adds to a command. */
final class SharedFields implements Consumer<BsonOutput> {
    private final OperationKind kind;
    private final ExecutionContext context;

    SharedFields(OperationKind kind, ExecutionContext context) {
        this.kind = kind;
        this.context = context;
    }

    @Override
    public void accept(BsonOutput out) {
        if (kind.takesReadConcern() && !context.readConcern().isServerDefault()) {
            out.name("readConcern").value(context.readConcern().toDocument());
        }
        if (kind.takesWriteConcern() && !context.writeConcern().isServerDefault()) {
            out.name("writeConcern").value(context.writeConcern().toDocument());
        }
    }
}
