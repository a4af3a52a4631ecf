package dev.morelia.internal.connection;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.identity.Authenticator;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of one client authenticate. Thread-safe.
 *
 * @param authenticator for SASL; null for X.509, whose proof is the TLS certificate
 * @param limit of each round trip
 * @param apiFields the fields of the stable API, or null
 */
record Login(
        Env env,
        Credential credential,
        @Nullable Authenticator authenticator,
        LoginLimit limit,
        @Nullable Consumer<BsonOutput> apiFields) {

    /** The authentication of one connection, which begins with its handshake. */
    ConnectionLogin begin(ServerAddress server, Deadline deadline, CancelToken token) {
        var speculative =
                authenticator == null ? null : authenticator.speculate(attempt(server, List.of(), deadline, token));
        return new ConnectionLogin(this, speculative);
    }

    Authenticator.Attempt attempt(ServerAddress server, List<String> offered, Deadline deadline, CancelToken token) {
        return new Authenticator.Attempt(server, offered, deadline, token);
    }

    /** Whether the server is asked which mechanisms it offers to the user. */
    boolean negotiates() {
        return credential.mechanism() == null;
    }

    boolean isX509() {
        return credential.mechanism() == AuthMechanism.MONGODB_X509;
    }
}
