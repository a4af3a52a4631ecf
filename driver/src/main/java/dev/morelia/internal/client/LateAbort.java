package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ServerException;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Aborts a transaction again whose operation was cancelled: a server that is busy begins with that when its connection
 * was closed long ago, and keeps the transaction, which it then begins, for a minute.
 *
 * @param context the settings that the command is sent with
 * @param server the mongos that the transaction is pinned to; null for the primary
 */
record LateAbort(
        Core core,
        ExecutionContext context,
        RawDocument session,
        long transactionNumber,
        @Nullable ServerAddress server) {
    private static final long[] PAUSES_NANOS = {TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(500)};
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Starts a thread for it. */
    void start() {
        core.env().start("morelia-late-abort", ThreadKind.VIRTUAL, () -> {
            try {
                for (long pauseNanos : PAUSES_NANOS) {
                    core.topology().sleep(pauseNanos);
                    abort();
                }
            } catch (RuntimeException | InterruptedException failure) {
                if (core.env().isOver() && failure instanceof RuntimeException over) {
                    throw over;
                }
                Log.CLIENT.text(Level.DEBUG, "a transaction could not be aborted again", failure);
            }
        });
    }

    private void abort() {
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
