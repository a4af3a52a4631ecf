package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerDescription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends the sessions of a client on the servers if one is available and replies soon; otherwise they expire after 30
 * minutes, and their transactions after one.
 *
 * @param core the client's core
 * @param context the settings that the command is sent with
 */
record SessionsEnd(Core core, ExecutionContext context) {
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final int MAXIMUM_SESSIONS = 10_000;

    /** Ends the sessions that are not in use. */
    void run() {
        run(List.of(), false);
    }

    /** As above, and aborts the transactions first, which the servers would keep with their locks for a minute. */
    void runWithTransactions() {
        run(core.executor().sessions().drainTransactions(), true);
    }

    private void run(List<ExplicitSession> inTransaction, boolean closes) {
        var sessions = new ArrayList<>(core.executor().sessions().drain());
        sessions.addAll(core.cursors().abandoned().lostSessions());
        if ((sessions.isEmpty() && inTransaction.isEmpty())
                || core.topology().description().servers().stream().noneMatch(ServerDescription::isKnown)) {
            return;
        }
        var ending = new Ending(inTransaction, closes, sessions, core.deadline(TIMEOUT));
        // A thread that is interrupted would not wait, and what is left open would stay so.
        boolean interrupted = core.env().clearInterrupt();
        try {
            // User code, listeners and server selectors, runs on the way and may block: not on this thread.
            core.background().events().run(ending, TIMEOUT.toNanos());
        } finally {
            ending.abandoned = true;
            if (interrupted) {
                core.env().interruptSelf();
            }
        }
    }

    /**
     * What is sent, one command after the other until the time is up. Later it would hold up a listener that closes the
     * client, or open a client again that was disconnected meanwhile.
     */
    private final class Ending implements Runnable {
        private final List<ExplicitSession> inTransaction;
        private final boolean closes;
        private final List<RawDocument> sessions;
        private final Deadline deadline;
        private volatile boolean abandoned;

        Ending(List<ExplicitSession> inTransaction, boolean closes, List<RawDocument> sessions, Deadline deadline) {
            this.inTransaction = inTransaction;
            this.closes = closes;
            this.sessions = sessions;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            for (ExplicitSession session : inTransaction) {
                attempt("Could not abort a transaction on the server", limited -> abort(session, limited));
            }
            attempt(
                    "Could not kill the sessions of interrupted queries on the server",
                    core.cursors().abandoned()::killLostSessions);
            for (int from = 0; from < sessions.size(); from += MAXIMUM_SESSIONS) {
                List<RawDocument> some = sessions.subList(from, Math.min(sessions.size(), from + MAXIMUM_SESSIONS));
                attempt("Could not end the sessions on the server", limited -> end(some, limited));
            }
            // Last, as waiting may take all the time that is left.
            abortWhenUnused(inTransaction);
            if (closes) {
                // A command that was about to be sent has begun another one.
                abortWhenUnused(core.executor().sessions().drainTransactions());
            }
        }

        private void abortWhenUnused(List<ExplicitSession> some) {
            for (ExplicitSession session : some) {
                if (session.isInTransaction() && isUnusedSoon(session)) {
                    attempt("Could not abort a transaction on the server", limited -> abort(session, limited));
                }
            }
        }

        /** Whether the operation that runs in a session, its last one, ends before the time is up. */
        private boolean isUnusedSoon(ExplicitSession session) {
            try {
                while (session.use().isBegun()
                        && !abandoned
                        && !deadline.hasPassed(core.env().nanoTime())) {
                    core.topology().sleep(PAUSE_NANOS);
                }
            } catch (InterruptedException interrupted) {
                core.env().interruptSelf();
            }
            return !session.use().isBegun();
        }

        private void attempt(String failure, Consumer<ExecutionContext> command) {
            try {
                long leftNanos = deadline.remainingNanos(core.env().nanoTime());
                if (!abandoned && leftNanos > 0) {
                    command.accept(context.with(Duration.ofNanos(leftNanos)));
                }
            } catch (Throwable failed) {
                // User code, such as the application's server selector, may throw as well; closing goes on.
                Log.CLIENT.text(Level.DEBUG, failure, failed);
            }
        }
    }

    private void abort(ExplicitSession session, ExecutionContext limited) {
        new Transactions(core, limited, session).clientCloses();
    }

    private void end(List<RawDocument> sessions, ExecutionContext limited) {
        Call soon = core.executor().callOfSeveral(limited.with(ReadPreference.primaryPreferred()));
        core.executor().execute(Administration.command("admin", new Document("endSessions", sessions)), soon);
    }
}
