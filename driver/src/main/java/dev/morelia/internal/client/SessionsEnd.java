package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerDescription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Ends the sessions of a client on the servers if one is available and replies soon; otherwise they expire after 30
 * minutes, and their transactions after one.
 *
 * @param core the client's core
 * @param context the settings that the command is sent with
 */
record SessionsEnd(Core core, ExecutionContext context) {
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final int MAXIMUM_SESSIONS = 10_000;

    /** Ends the sessions that are not in use. */
    void run() {
        run(List.of());
    }

    /** As above, and aborts the transactions first, which the servers would keep with their locks for a minute. */
    void runWithTransactions() {
        run(core.executor().sessions().drainTransactions());
    }

    private void run(List<ExplicitSession> inTransaction) {
        List<RawDocument> sessions = core.executor().sessions().drain();
        if ((sessions.isEmpty() && inTransaction.isEmpty())
                || core.topology().description().servers().stream().noneMatch(ServerDescription::isKnown)) {
            return;
        }
        Runnable ending = () -> {
            inTransaction.forEach(this::abort);
            end(sessions);
        };
        // User code, listeners and server selectors, runs on the way and may block: not on this thread.
        core.background().events().run(ending, TIMEOUT.toNanos());
    }

    private void abort(ExplicitSession session) {
        try {
            new Transactions(core, context.with(TIMEOUT), session).clientCloses();
        } catch (Throwable failed) {
            Log.CLIENT.text(Level.DEBUG, "Could not abort a transaction on the server", failed);
        }
    }

    private void end(List<RawDocument> sessions) {
        Call soon = core.executor()
                .callOfSeveral(context.with(ReadPreference.primaryPreferred()).with(TIMEOUT));
        try {
            for (int from = 0; from < sessions.size(); from += MAXIMUM_SESSIONS) {
                List<RawDocument> some = sessions.subList(from, Math.min(sessions.size(), from + MAXIMUM_SESSIONS));
                core.executor().execute(Administration.command("admin", new Document("endSessions", some)), soon);
            }
        } catch (Throwable failed) {
            // User code, such as the application's server selector, may throw as well; closing goes on.
            Log.CLIENT.text(Level.DEBUG, "Could not end the sessions on the server", failed);
        }
    }
}
