package dev.morelia.internal.changestream;

import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;

/**
 * The {@code getMore} command of a change stream, whose resumable errors servers label since 4.4.
 *
 * @param getMore the command
 */
public record NextChanges(GetMore getMore) implements Operation<CursorBatch> {
    @Override
    public String commandName() {
        return getMore.commandName();
    }

    @Override
    public Target target() {
        return getMore.target();
    }

    @Override
    public OperationKind kind() {
        return getMore.kind();
    }

    @Override
    public long maxTimeMillis() {
        return getMore.maxTimeMillis();
    }

    @Override
    public boolean takesMaxTime() {
        return getMore.takesMaxTime();
    }

    @Override
    public Command build(Limits limits) {
        return getMore.build(limits);
    }

    @Override
    public void label(MongoException failure, Limits limits) {
        if (limits.maxWireVersion() < WireVersion.SERVER_4_4
                && failure instanceof ServerException reported
                && ErrorCode.isResumableChangeStreamError(reported.code())) {
            ErrorNotes.of(failure).addErrorLabel(ErrorLabel.RESUMABLE_CHANGE_STREAM_ERROR);
        }
    }

    @Override
    public CursorBatch parse(Reply reply) {
        return getMore.parse(reply);
    }
}
