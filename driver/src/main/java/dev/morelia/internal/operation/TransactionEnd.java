package dev.morelia.internal.operation;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import org.jspecify.annotations.Nullable;

/**
 * {@code commitTransaction} or {@code abortTransaction}. The session adds which transaction, and the write concern.
 *
 * @param commandName which of both
 * @param maxTimeMillis how long the server may take; 0 for no limit
 * @param recoveryToken what another mongos needs to end the transaction, or null
 */
public record TransactionEnd(String commandName, long maxTimeMillis, @Nullable RawDocument recoveryToken)
        implements Operation<RawDocument> {
    private static final Target ADMIN = Target.of("admin");

    @Override
    public Target target() {
        return ADMIN;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.TRANSACTION_END;
    }

    @Override
    public Command build(Limits limits) {
        return Command.of(commandName, ADMIN, out -> {
            out.name(commandName).int32(1);
            if (recoveryToken != null) {
                out.name("recoveryToken").document(recoveryToken);
            }
        });
    }

    @Override
    public RawDocument parse(Reply reply) {
        ReplyErrors.checkWriteConcern(tried(), reply);
        return reply.document();
    }
}
