package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Re-authentication of a connection whose user's credential has expired on the server, or whose user was dropped there,
 * perhaps to be created again.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#reauthentication">Authentication:
 *     reauthentication</a>
 */
final class Reauthentication {
    private Reauthentication() {}

    /** Whether the server has not executed the command, because the connection must authenticate again. */
    static boolean isRequired(Reply reply) {
        RawDocument document = reply.document();
        try {
            return document.float64("ok", 1) != 1 && isRequired(ErrorCode.of(document.int32("code", 0)), document);
        } catch (BsonException malformed) {
            // Reading the result reports it.
            return false;
        }
    }

    private static boolean isRequired(@Nullable ErrorCode code, RawDocument document) {
        return code == ErrorCode.REAUTHENTICATION_REQUIRED
                || (code == ErrorCode.UNAUTHORIZED
                        && document.valueOrNull("errmsg") instanceof String message
                        && message.contains("requires authentication"));
    }

    /**
     * Authenticates the connection again, and closes it if that fails.
     *
     * @return false if the connection has no credential
     */
    static boolean done(Connection connection, Deadline deadline) {
        boolean complete = false;
        try {
            boolean done = connection.reauthenticate(deadline, CancelToken.NONE);
            complete = true;
            return done;
        } finally {
            if (!complete) {
                connection.close();
            }
        }
    }
}
