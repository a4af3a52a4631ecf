package dev.morelia.compat.internal.view;

import com.mongodb.client.ClientSession;
import com.mongodb.session.ServerSession;
import dev.morelia.compat.internal.operations.Given;

/**
 * Finds the session of Morelia in a session that may be wrapped. The name of this class matters: frameworks recognize
 * the {@code IllegalStateException} of a session by a class in its stack trace whose name contains {@code
 * ClientSession}.
 */
final class ClientSessions {
    private ClientSessions() {}

    /**
     * The session of Morelia.
     *
     * @throws IllegalArgumentException if there is none, or it is one of another driver
     * @throws IllegalStateException if it is closed, or one of another client
     */
    @SuppressWarnings("ReferenceEquality") // the same client
    static dev.morelia.ClientSession ours(ClientSession session, Origin origin) {
        ServerSession server = Given.notNull("clientSession", session).getServerSession();
        if (!(server instanceof CompatServerSession known)) {
            throw new IllegalArgumentException("the session was not started by a client of Morelia: " + session);
        }
        if (known.origin() != origin) {
            throw new IllegalStateException("state should be: ClientSession from same MongoClient");
        }
        return known.ours();
    }
}
