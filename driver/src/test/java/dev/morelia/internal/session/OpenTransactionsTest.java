package dev.morelia.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.SystemEnv;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {
    private final ServerSessions sessions = new ServerSessions(SystemEnv.INSTANCE);

    private ExplicitSession session() {
        return new ExplicitSession(SystemEnv.INSTANCE, sessions, new SessionOptions(), new TransactionOptions(), null);
    }

    private static void begin(ExplicitSession session) {
        session.startTransaction(new TransactionOptions());
        session.sending();
    }

    @Test
    void aSessionWithManyTransactionsIsKnownOnce() {
        var session = session();
        for (int i = 0; i < 10; i++) {
            begin(session);
            session.abortTransaction();
            session.aborted();
        }
        begin(session);

        assertThat(sessions.drainTransactions()).containsExactly(session);
        assertThat(sessions.drainTransactions()).isEmpty();
    }

    @Test
    void onlyOpenTransactionsOfOpenSessionsCount() {
        var begun = new ArrayList<ExplicitSession>();
        for (int i = 0; i < 3; i++) {
            begun.add(session());
            begin(begun.getLast());
        }
        begun.get(0).abortTransaction();
        begun.get(1).close();

        assertThat(sessions.drainTransactions()).containsExactly(begun.get(2));
    }
}
