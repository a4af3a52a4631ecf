package dev.morelia.internal.exec;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.settings.ServerApi;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the fields that the executor, not the operation, adds to a command. */
final class SharedFields implements Consumer<BsonOutput> {
    private final OperationKind kind;
    private final ExecutionContext context;
    private final @Nullable ServerApi serverApi;

    SharedFields(OperationKind kind, ExecutionContext context, @Nullable ServerApi serverApi) {
        this.kind = kind;
        this.context = context;
        this.serverApi = serverApi;
    }

    @Override
    public void accept(BsonOutput out) {
        if (kind.takesReadConcern() && !context.readConcern().isServerDefault()) {
            out.name("readConcern").value(context.readConcern().toDocument());
        }
        if (kind.takesWriteConcern() && !context.writeConcern().isServerDefault()) {
            out.name("writeConcern").value(context.writeConcern().toDocument());
        }
        if (serverApi != null) {
            StableApi.write(out, serverApi);
        }
    }
}
