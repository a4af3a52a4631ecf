package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.auth.SentSecrets;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.SaslCommand.Challenge;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.identity.Authenticator;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.result.Problem;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of one connection: its first message goes with the handshake if possible, the others follow it,
 * and the server may require it again later. Used by the thread that uses the connection.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#authentication-handshake">Authentication:
 *     authentication handshake</a>
 */
final class ConnectionLogin {
    /** No mechanism takes more; a server that never ends a conversation gets no further. */
    private static final int MAXIMUM_MESSAGES = 10;

    /** With a token that the server rejects, with a new one, and with one that the user has confirmed again. */
    private static final int MAXIMUM_CONVERSATIONS = 3;

    private final Login login;
    private @Nullable SaslConversation conversation;
    private @Nullable RawDocument hello;
    /** Whether the server has named mechanisms for the user, as it does for one that it knows. */
    private boolean userListed;

    /** Of the login in progress. */
    private SentSecrets sent = new SentSecrets();

    ConnectionLogin(Login login, @Nullable SaslConversation speculative) {
        this.login = login;
        this.conversation = speculative;
    }

    /** Writes what the handshake says about authentication. */
    void writeHello(BsonOutput output) {
        var credential = login.credential();
        String source = source();
        if (login.negotiates()) {
            output.string("saslSupportedMechs", source + "." + credential.username());
        }
        if (login.isX509()) {
            output.name("speculativeAuthenticate").startDocument();
            writeX509(output);
            output.string("db", source);
            output.endDocument();
        } else if (conversation != null) {
            try {
                byte[] payload = conversation.start();
                sent.add(conversation, payload);
                SaslCommand.writeSpeculative(output, source, conversation, payload);
            } catch (AuthenticationFailure impossible) {
                // The ordinary conversation after the handshake reports it.
                conversation = null;
            }
        }
    }

    /** What may be shown of a reply to the handshake that reports an error. */
    RawDocument errorOf(RawDocument reply) {
        return SaslCommand.errorOf(reply, sent);
    }

    /** The reply to the handshake, which {@link #complete} reads. */
    void handshakeDone(RawDocument reply) {
        hello = reply;
    }

    /**
     * Authenticates the connection after its handshake; does nothing if that is done.
     *
     * @throws AuthenticationException if the server rejects the credential, or violates the rules of the mechanism
     * @throws ConnectionOpenException if the connection fails, or the server is shutting down
     * @throws InterruptedOperationException if the thread was interrupted, with its flag then set, or the token
     *     cancelled
     * @throws OperationTimeoutException if the deadline passed
     */
    void complete(Connection connection, Deadline deadline, CancelToken token) {
        RawDocument reply = hello;
        if (reply == null) {
            return;
        }
        // It may be large.
        hello = null;
        List<String> offered = offered(reply);
        userListed = !offered.isEmpty();
        var turn = new Turn(connection, connection.connectTime(), deadline, token);
        turn.run(() -> {
            RawDocument speculated = reply.documentOrNull("speculativeAuthenticate");
            if (login.isX509()) {
                if (speculated == null) {
                    turn.x509();
                }
            } else if (speculated == null || conversation == null) {
                conversation = null;
                turn.sasl(offered);
            } else {
                turn.speculated(conversation, speculated, offered);
            }
        });
    }

    /** Authenticates once more, because the server requires it; otherwise like {@link #complete}. */
    void again(Connection connection, Deadline deadline, CancelToken token) {
        var time = login.limits().begin(login.env());
        var turn = new Turn(connection, time, deadline, token);
        turn.run(() -> {
            if (login.isX509()) {
                turn.x509();
                return;
            }
            SaslConversation expired = conversation;
            if (expired != null) {
                boolean unused = authenticator().rejected(expired, ErrorCode.REAUTHENTICATION_REQUIRED.number());
            }
            String mechanism = expired == null ? null : expired.mechanism();
            turn.sasl(mechanism == null ? List.of() : List.of(mechanism));
        });
    }

    private static List<String> offered(RawDocument hello) {
        var offered = hello.valueOrNull("saslSupportedMechs");
        return offered instanceof List<?> names
                ? names.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private String source() {
        return Objects.requireNonNull(login.credential().source());
    }

    private Authenticator authenticator() {
        return Objects.requireNonNull(login.authenticator());
    }

    private void writeX509(BsonOutput output) {
        output.int32("authenticate", 1);
        output.string("mechanism", AuthMechanism.MONGODB_X509.wireName());
        String username = login.credential().username();
        if (username != null) {
            output.string("user", username);
        }
    }

    /** Whom the connection acts for, and how it proves that. */
    @Override
    public String toString() {
        var credential = login.credential();
        var used = conversation;
        var explicit = credential.mechanism();
        String user = credential.username() == null ? "" : credential.username() + " of ";
        String mechanism = explicit == null ? "" : " with " + explicit.wireName();
        return user + credential.source() + (used == null ? mechanism : " with " + used.mechanism());
    }

    private interface Steps {
        void run() throws AuthenticationFailure;
    }

    /** One authentication. */
    private final class Turn {
        private final Connection connection;
        private final Deadline deadline;
        private final CancelToken token;
        private final ConnectTime time;
        private final long startedNanos = login.env().nanoTime();

        Turn(Connection connection, ConnectTime time, Deadline deadline, CancelToken token) {
            this.time = time;
            this.connection = connection;
            this.deadline = deadline;
            this.token = token;
        }

        void x509() {
            var unused = roundTrip(Command.of("authenticate", source(), ConnectionLogin.this::writeX509));
        }

        void speculated(SaslConversation begun, RawDocument reply, List<String> offered) throws AuthenticationFailure {
            try {
                converse(begun, Challenge.of(reply, null));
            } catch (ServerException rejected) {
                retry(rejected, begun, offered, 2);
            }
        }

        void sasl(List<String> offered) throws AuthenticationFailure {
            sasl(offered, 1);
        }

        /** One conversation, and another one if the authenticator knows of something that may help. */
        private void sasl(List<String> offered, int number) throws AuthenticationFailure {
            var attempt = login.attempt(connection.id().server(), offered, deadline, token);
            var begun = authenticator().begin(attempt);
            conversation = begun;
            try {
                byte[] payload = begun.start();
                sent.add(begun, payload);
                var reply = roundTrip(SaslCommand.start(source(), begun, payload));
                converse(begun, Challenge.of(reply, null));
            } catch (ServerException rejected) {
                retry(rejected, begun, offered, number + 1);
            }
        }

        private void retry(ServerException rejected, SaslConversation begun, List<String> offered, int number)
                throws AuthenticationFailure {
            boolean hopeful = isTransient(rejected) ? false : authenticator().rejected(begun, rejected.code());
            if (!hopeful || number > MAXIMUM_CONVERSATIONS) {
                throw rejected;
            }
            sasl(offered, number);
        }

        private void converse(SaslConversation begun, Challenge first) throws AuthenticationFailure {
            var challenge = first;
            for (int messages = 1; !challenge.done(); messages++) {
                if (messages == MAXIMUM_MESSAGES) {
                    throw new AuthenticationFailure(
                            "the server did not end the conversation after " + MAXIMUM_MESSAGES + " messages", null);
                }
                byte[] payload = begun.next(challenge.payload().bytes());
                sent.add(begun, payload);
                var reply = roundTrip(SaslCommand.next(source(), challenge.conversationId(), payload));
                challenge = Challenge.of(reply, challenge);
            }
            begun.finish(challenge.payload().bytes());
        }

        /**
         * Sends a command.
         *
         * @throws ServerException if the server replies with an error
         */
        private RawDocument roundTrip(Command command) {
            Reply reply;
            long beganNanos = login.env().nanoTime();
            try {
                reply = connection.roundTrip(command, login.apiFields(), time.commandLimit(deadline), token);
            } finally {
                time.spend(beganNanos);
            }
            var rejected = SaslCommand.isOk(reply.document())
                    ? null
                    : ReplyErrors.find(
                            ConnectionOpenException.AUTHENTICATING,
                            new Reply(errorOf(reply.document()), reply.server()));
            if (rejected != null) {
                throw rejected;
            }
            return reply.document();
        }

        /** Runs the steps, and explains their failures. */
        void run(Steps steps) {
            try {
                steps.run();
            } catch (AuthenticationFailure failure) {
                throw explained(failure);
            } catch (OperationTimeoutException e) {
                throw timeout();
            } catch (InterruptedOperationException e) {
                throw interrupted(e.getCause());
            } catch (ServerException rejected) {
                throw explained(rejected);
            } catch (ProtocolException e) {
                var cause = new ProtocolException(connection.id().server(), ConnectionFactory.origin(e));
                throw failed(cause);
            } catch (ConnectionException | BsonException e) {
                throw failed(ConnectionFactory.origin(e));
            } finally {
                sent = new SentSecrets();
            }
            if (!connection.usable()) {
                // The last reply arrived, but the time was up or the operation was cancelled before the turn ended.
                throw token.isCancelled() ? interrupted(null) : timeout();
            }
        }

        private MongoException explained(AuthenticationFailure failure) {
            if (token.isCancelled() || login.env().isInterrupted()) {
                return interrupted(failure);
            }
            return deadline.hasPassed(login.env().nanoTime())
                    ? timeout()
                    : rejected(String.valueOf(failure.getMessage()), Problem.AUTHENTICATION, failure.getCause());
        }

        private MongoException explained(ServerException rejected) {
            if (!isTransient(rejected)) {
                return rejected("the server says: " + described(rejected), problem(rejected), rejected);
            }
            var failure = failed(rejected);
            rejected.errorLabels().forEach(ErrorNotes.of(failure)::addErrorLabel);
            return failure;
        }

        private String described(ServerException rejected) {
            String code = rejected.code() < 0 ? "" : " (code " + rejected.code() + ", " + rejected.codeName() + ")";
            return rejected.serverMessage() + code;
        }

        /** A server does not say what is wrong with a credential; whether it lists the user's mechanisms tells more. */
        private Problem problem(ServerException rejected) {
            if (rejected.code() == ErrorCode.MECHANISM_UNAVAILABLE.number()) {
                return Problem.MECHANISM;
            }
            if (login.isX509()) {
                return Problem.CERTIFICATE_USER;
            }
            boolean listed = login.negotiates() && rejected.code() == ErrorCode.AUTHENTICATION_FAILED.number();
            return listed ? (userListed ? Problem.PASSWORD : Problem.UNKNOWN_USER) : Problem.AUTHENTICATION;
        }

        private AuthenticationException rejected(String problem, Problem kind, @Nullable Throwable cause) {
            return new AuthenticationException(connection.id().server(), shown(), sent.hide(problem), kind, cause);
        }

        /** The credential with the mechanism that was negotiated. */
        private Credential shown() {
            var used = conversation;
            return used == null || !login.negotiates() || !userListed
                    ? login.credential()
                    : login.credential().mechanism(AuthMechanism.of(used.mechanism()));
        }

        private MongoException interrupted(@Nullable Throwable cause) {
            return new InterruptedOperationException(
                    connection.id().server(), ConnectionOpenException.AUTHENTICATING, RetryAdvice.SAFE, cause);
        }

        /** Reports whose time was up: that of the whole operation, or of this step. */
        private MongoException timeout() {
            var cause = new SocketTimeoutException("timed out");
            if (deadline.hasPassed(login.env().nanoTime())) {
                return new OperationTimeoutException(
                        connection.id().server(),
                        ConnectionOpenException.AUTHENTICATING,
                        deadline.timeout(),
                        new LastStep(Step.CONNECTING, elapsed()),
                        RetryAdvice.SAFE,
                        cause);
            }
            return failed(cause);
        }

        private ConnectionOpenException failed(@Nullable Throwable cause) {
            return new ConnectionOpenException(
                    connection.id().server(), ConnectionOpenException.AUTHENTICATING, elapsed(), cause);
        }

        private Duration elapsed() {
            return Duration.ofNanos(login.env().nanoTime() - startedNanos);
        }
    }

    /** Whether another server, or this one later, may accept the same credential. */
    private static boolean isTransient(ServerException rejected) {
        return ErrorCode.isRetryableReadError(rejected.code()) || ErrorCode.isStateChange(rejected.code());
    }
}
