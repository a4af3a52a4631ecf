package dev.morelia.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.result.Problem;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions about the way to a server. */
final class ClientErrorsTest {
    private static final ServerAddress SERVER = ServerAddress.parse("db:1");
    private static final Duration ELAPSED = Duration.ofMillis(12);
    private static final LastStep SENDING = new LastStep(Step.SENDING, ELAPSED);

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new UnknownHostException("db"), "DNS does not know the name db: check its spelling"),
                Arguments.of(new ConnectException("Connection refused"), "Nothing is listening on db:1: check that"),
                Arguments.of(new NoRouteToHostException("no route"), "There is no route to the host"),
                Arguments.of(new SocketTimeoutException("timed out"), "The server did not respond"),
                Arguments.of(new SSLHandshakeException("bad certificate"), "Check that the server expects TLS"),
                Arguments.of(new IOException("broken pipe"), "Check that a server runs there"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void openingExplainsTheCause(IOException cause, String advice) {
        var exception = new ConnectionOpenException(SERVER, "connecting", ELAPSED, cause);
        assertThat(exception)
                .hasMessageStartingWith("No connection to db:1: connecting failed after 12 ms: " + cause.getMessage())
                .hasMessageContaining(advice)
                .hasCause(cause);
        assertThat(exception.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(exception.server()).isEqualTo(SERVER);
    }

    @Test
    void aServerThatTakesConnectionsAndStaysSilent() {
        var silent = new SocketTimeoutException("timed out");
        assertThat(new ConnectionOpenException(SERVER, "hello", ELAPSED, silent))
                .hasMessage("No connection to db:1: hello failed after 12 ms: timed out. The connection was"
                        + " established, but the handshake got no reply: check that the servers run, that it is"
                        + " MongoDB that listens there and no other program, such as one that expects HTTP or TLS,"
                        + " and firewalls in between");
    }

    @Test
    void aTimeoutIsToldOnce() {
        var timeout = Duration.ofMillis(200);
        var failure = new OperationTimeoutException(
                SERVER, "ping on admin", timeout, SENDING, RetryAdvice.SAFE, new IOException("timed out"));
        assertThat(failure)
                .hasMessage("ping on admin did not complete within the timeout of 200 ms on db:1 (sending took 12 ms);"
                        + " it has not been executed and may be tried again");
    }

    @Test
    void aTimeoutTellsWhatItKnows() {
        var cause = new IOException("slow");
        var failure = new OperationTimeoutException(
                SERVER,
                "ping on admin",
                ELAPSED,
                new LastStep(Step.REPLY, ELAPSED),
                RetryAdvice.OUTCOME_UNKNOWN,
                cause);
        assertThat(failure.timeout()).isEqualTo(ELAPSED);
        assertThat(failure.lastStep()).isEqualTo(new LastStep(Step.REPLY, ELAPSED));
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure)
                .hasMessage("ping on admin did not complete within the timeout of 12 ms on db:1 (waiting for the reply"
                        + " took 12 ms): slow; the server may or may not have executed it; check before trying again");
        ErrorNotes.of(failure).afterEarlier(new PoolClearedException(SERVER, null), 3);
        assertThat(failure.attempts()).isEqualTo(3);
    }

    @Test
    void aTimeoutThatIsNotKnownIsNotTold() {
        var stopped = new LastStep(Step.EXECUTION, Duration.ZERO);
        assertThat(new OperationTimeoutException(
                        null, "ping on admin", Duration.ZERO, stopped, RetryAdvice.UNSAFE, null))
                .hasMessage("ping on admin did not complete in time (execution on the server); trying it again"
                        + " unchanged does not help");
    }

    @Test
    void anEarlierAttemptTellsWhatHappened() {
        var lost = new ConnectionLostException(SERVER, "insert on app.people", true, ELAPSED, new IOException("reset"));
        var failure = new ConnectionOpenException(SERVER, "hello", ELAPSED, new IOException("EOF"));
        ErrorNotes.of(failure).afterEarlier(lost, 2);
        assertThat(failure)
                .hasMessageEndingWith("This was attempt 2; one before on db:1 ended with ConnectionLostException:"
                        + " Connection to db:1 was lost 12 ms after insert on app.people was sent: reset; for that"
                        + " attempt, the server may or may not have executed it;"
                        + " check before trying again");
        ErrorNotes.of(lost).ofRead();
        var read = new ConnectionOpenException(SERVER, "hello", ELAPSED, new IOException("EOF"));
        ErrorNotes.of(read).afterEarlier(lost, 2);
        assertThat(read).hasMessageEndingWith("insert on app.people was sent: reset");
    }

    /** Nobody asked for the hello that opens a connection: what became of it as a command does not matter. */
    @Test
    void openingTellsWhatHappenedAtTheBottom() {
        var reset = new ConnectionLostException(SERVER, "hello on admin", true, ELAPSED, new IOException("reset"));
        assertThat(new ConnectionOpenException(SERVER, "hello", ELAPSED, reset))
                .hasMessage("No connection to db:1: hello failed after 12 ms: reset. What to do: check that it is a"
                        + " MongoDB server, that TLS is switched on here (tls=true) if the server expects it, and"
                        + " firewalls in between");
    }

    @Test
    void aLostConnectionTellsWhetherTheRequestWasSent() {
        var sent = new ConnectionLostException(SERVER, "insert on app.people", true, ELAPSED, new IOException("reset"));
        assertThat(sent)
                .hasMessage("Connection to db:1 was lost 12 ms after insert on app.people was sent: reset. Retry of"
                        + " insert on app.people: the server may or may not have executed it; check before"
                        + " trying again");
        assertThat(sent.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);

        var begun = new ConnectionLostException(SERVER, "find on app.people", false, ELAPSED, new IOException());
        assertThat(begun)
                .hasMessageContaining("was begun: IOException")
                .hasMessageContaining("it has not been executed and may be tried again");
        assertThat(begun.requestSent()).isFalse();
        assertThat(begun.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void aPoolThatWasClearedNamesWhatFailed() {
        var refused = new ConnectionOpenException(SERVER, "connecting", ELAPSED, new ConnectException("refused"));
        assertThat(new PoolClearedException(SERVER, refused))
                .hasMessageContaining("was cleared because no connection could be opened: No connection to db:1");
        assertThat(new PoolClearedException(SERVER, "a heartbeat failed", refused))
                .hasMessageContaining("was cleared because a heartbeat failed: No connection to db:1");
        assertThat(new PoolClearedException(SERVER, "a heartbeat failed", null))
                .hasMessageContaining("was cleared because a heartbeat failed. Nothing was sent");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "1000, 0.001 ms",
        "250000, 0.25 ms",
        "999999, 1 ms",
        "1500000, 1.5 ms",
        "9870000, 9.87 ms",
        "10000000, 10 ms",
        "12345678, 12 ms",
        "90000000000, 90000 ms"
    })
    void shortTimesAreToldAsTheyAre(long nanos, String told) {
        var time = Duration.ofNanos(nanos);
        assertThat(new OperationTimeoutException(SERVER, "find on a.b", time, SENDING, RetryAdvice.SAFE, null))
                .hasMessageStartingWith(
                        nanos == 0
                                ? "find on a.b did not complete in time on db:1 ("
                                : "find on a.b did not complete within the timeout of " + told + " on db:1 (");
        assertThat(new ServerSelectionException("writable server", time, "Known: none.", null))
                .hasMessageStartingWith("Found no writable server within " + told + ". ");
        assertThat(new PoolTimeoutException(SERVER, time, "Held by: find.", null))
                .hasMessageStartingWith("Timed out after " + told + " while ");
        assertThat(new ConnectionOpenException(SERVER, "hello", time, null))
                .hasMessageContaining(" failed after " + told);
        assertThat(new ConnectionLostException(SERVER, "find on a.b", false, time, null))
                .hasMessageContaining(" was lost " + told + " after ");
    }

    @Test
    void theOthers() {
        assertThat(new PoolClearedException(SERVER, new IOException("reset")))
                .hasMessageStartingWith("Connection pool for db:1 was cleared because another operation failed: reset");
        var other = new OperationTimeoutException(
                SERVER,
                "hello",
                Duration.ofSeconds(1),
                new LastStep(Step.REPLY, ELAPSED),
                RetryAdvice.OUTCOME_UNKNOWN,
                new IOException("timed out"));
        assertThat(new PoolClearedException(SERVER, other))
                .hasMessage("Connection pool for db:1 was cleared because another operation failed: timed out. Nothing"
                        + " was sent: try again once the server is back");
        assertThat(new ProtocolException(SERVER, "hello", "length 3 is too small", null))
                .hasMessageStartingWith("The reply to hello is not a valid message on db:1: length 3 is too small");
        assertThat(new OperationTimeoutException(
                        null, "find on a.b", Duration.ofSeconds(1), SENDING, RetryAdvice.SAFE, null))
                .hasMessage("find on a.b did not complete within the timeout of 1000 ms (sending took 12 ms); it has"
                        + " not been executed and may be tried again");
        assertThat(new ServerSelectionException("writable server", ELAPSED, "Known: none.", null))
                .hasMessage("Found no writable server within 12 ms. Known: none.");
        assertThat(new PoolTimeoutException(SERVER, ELAPSED, "Held by: find.", null))
                .hasMessage("Timed out after 12 ms while checking out a connection to db:1. Held by: find.");
        assertThat(new InterruptedOperationException(SERVER, "find on a.b", RetryAdvice.OUTCOME_UNKNOWN, null))
                .hasMessageStartingWith("find on a.b was interrupted on db:1; the server may or may not");
        assertThat(new ClientClosedException("find on a.b", RetryAdvice.SAFE))
                .hasMessageStartingWith("find on a.b failed: the client is closed.");
        assertThat(new UnsupportedFeatureException(SERVER, "sort in updateOne", "server 8.0 or newer"))
                .hasMessage("sort in updateOne is not supported on db:1: it needs server 8.0 or newer");
    }

    @Test
    void authenticationTellsTheUserAndNotThePassword() {
        var credential = Credential.of("ada", "canary");
        assertThat(new AuthenticationException(
                        SERVER, credential, "wrong proof", Problem.AUTHENTICATION, new IOException()))
                .hasMessage("Authentication of user 'ada' with the default mechanism against the source admin failed on"
                        + " db:1: wrong proof");
        var reported = Document.of("ok", 0, "errmsg", "Authentication failed.").append("code", 18);
        var rejected = new CommandException(ReportedError.of("login", SERVER, RawDocument.encode(reported)));
        assertThat(new AuthenticationException(
                        SERVER,
                        credential.mechanism(AuthMechanism.SCRAM_SHA_256),
                        "the server says: no.",
                        Problem.AUTHENTICATION,
                        rejected))
                .hasMessage(
                        "Authentication of user 'ada' with SCRAM-SHA-256 against the source admin failed on db:1: the"
                                + " server says: no. Check user name, password, authSource and authMechanism");
        assertThat(new AuthenticationException(
                        SERVER,
                        Credential.of(AuthMechanism.MONGODB_X509),
                        "the server says: no",
                        Problem.CERTIFICATE_USER,
                        rejected))
                .hasMessage("Authentication with MONGODB-X509 against the source $external failed on db:1: the server"
                        + " says: no. Check that tls=true is set, that tlsCertificateKeyFile names the client's"
                        + " certificate, and that the subject of the certificate is a user of $external");
    }
}
