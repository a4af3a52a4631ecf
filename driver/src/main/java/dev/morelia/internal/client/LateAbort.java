package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ServerException;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Aborts a transaction again of which an operation had no reply: a server that is busy may begin with that, and so with
 * the transaction, after the abort, and keeps it for a minute.
 *
 * @param context the settings that the command is sent with
 * @param server the mongos that the transaction is pinned to; null for the primary
 */
record LateAbort(
        Core core,
        ExecutionContext context,
        RawDocument session,
        long transactionNumber,
        @Nullable ServerAddress server)
        implements Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Override
    public void run() {
        var command = Administration.command(
                "admin",
                Document.of(
                        "abortTransaction", 1, "lsid", session, "txnNumber", transactionNumber, "autocommit", false));
        var call = core.executor()
                .call(context.withoutSession().with(ReadPreference.primary()).with(TIMEOUT));
        try {
            if (core.topology().isOpen()) {
                core.executor().execute(command, server == null ? call : call.pinnedTo(server));
            }
        } catch (ServerException expected) {
            Log.CLIENT.text(Level.DEBUG, "there was no transaction to abort again", expected);
        }
    }
}
