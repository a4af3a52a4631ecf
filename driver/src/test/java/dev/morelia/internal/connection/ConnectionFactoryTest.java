package dev.morelia.internal.connection;

import static dev.morelia.internal.connection.ServerReplies.SERVER;
import static dev.morelia.internal.connection.ServerReplies.hello;
import static dev.morelia.internal.connection.ServerReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConnectionFactoryTest {

    private final StubLink link = new StubLink();
    private final StubEnv env = new StubEnv(address -> link);

    private final List<ConnectionFactory> factories = new ArrayList<>();

    @AfterEach
    void close() {
        factories.forEach(ConnectionFactory::close);
    }

    private Connection open(ClientSettings settings, Deadline deadline) {
        var factory = new ConnectionFactory(new Background(env), settings);
        factories.add(factory);
        return factory.open(SERVER, 5, deadline, CancelToken.NONE);
    }

    private Connection open(ClientSettings settings) {
        return open(settings, Deadline.NONE);
    }

    private Document sentHello() {
        byte[] bytes = link.written().getFirst();
        return OpMsg.decode(bytes, MessageHeader.BYTES, bytes.length - MessageHeader.BYTES)
                .folded()
                .toDocument();
    }

    @Test
    void usesTheLegacyHelloAndSendsHelloOk() {
        link.piece(reply(1, hello()));
        open(ClientSettings.defaults().applicationName("shop"));
        var hello = sentHello();
        assertThat(hello.firstEntry().getKey()).isEqualTo("isMaster");
        assertThat(hello.bool("helloOk")).isTrue();
        assertThat(hello.string("$db")).isEqualTo("admin");
        assertThat(hello.document("client").document("application").string("name"))
                .isEqualTo("shop");
        assertThat(hello.document("client").document("driver").string("name")).isEqualTo("morelia");
    }

    @Test
    void usesHelloWithTheStableApi() {
        link.piece(reply(1, hello()));
        open(ClientSettings.defaults().serverApi(ServerApi.V1.strict(true)));
        var hello = sentHello();
        assertThat(hello.firstEntry().getKey()).isEqualTo("hello");
        assertThat(hello.containsKey("helloOk")).isFalse();
        assertThat(hello.string("apiVersion")).isEqualTo("1");
        assertThat(hello.bool("apiStrict")).isTrue();
        assertThat(hello.containsKey("apiDeprecationErrors")).isFalse();
    }

    @Test
    void usesHelloThroughALoadBalancerAndReadsTheServiceId() {
        var service = new ObjectId();
        link.piece(reply(1, hello().append("serviceId", service)));
        var connection = open(ClientSettings.of("mongodb://localhost/?loadBalanced=true"));
        assertThat(sentHello().firstEntry().getKey()).isEqualTo("hello");
        assertThat(sentHello().bool("loadBalanced")).isTrue();
        assertThat(connection.id().serviceId()).isEqualTo(service);
    }

    @Test
    void readsLimitsAndConnectionIdFromTheReply() {
        link.piece(reply(1, hello().append("saslSupportedMechs", List.of("SOMETHING-NEW"))));
        var connection = open(ClientSettings.defaults());
        assertThat(connection.limits()).isEqualTo(new Limits(16 * 1024 * 1024, 48_000_000, 100_000, 0, 25));
        assertThat(connection.id().server()).isEqualTo(SERVER);
        assertThat(connection.id().driverConnectionId()).isEqualTo(5);
        assertThat(connection.id().serverConnectionId()).isEqualTo(12);
        // The reply itself may be large, and a connection for operations does not keep it.
        assertThatThrownBy(connection::takeHello).isInstanceOf(IllegalStateException.class);
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void invalidLimitsAreReplacedAndMissingOnesHaveDefaults() {
        link.piece(reply(
                1,
                Document.of("maxBsonObjectSize", -1, "maxMessageSizeBytes", Integer.MAX_VALUE)
                        .append("maxWriteBatchSize", 0)
                        .append("ok", 1)));
        assertThat(open(ClientSettings.defaults()).limits()).isEqualTo(new Limits(1024, 48_000_000, 1, 0, 0));
        link.piece(reply(1, Document.of("ok", 1)));
        assertThat(open(ClientSettings.defaults()).limits()).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void rejectedHelloIsReportedAndClosesTheLink() {
        link.piece(reply(1, Document.of("ok", 0, "errmsg", "no such thing")));
        assertThatThrownBy(() -> open(ClientSettings.defaults()))
                .isInstanceOf(ConnectionOpenException.class)
                .hasMessageContaining("hello")
                .hasMessageContaining("no such thing");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void rejectionKeepsCodeLabelsAndReply() {
        var rejection = Document.of("ok", 0, "code", 18, "codeName", "AuthenticationFailed", "errmsg", "go away")
                .append("errorLabels", List.of("SystemOverloadedError"))
                .append("topologyVersion", Document.of("processId", new ObjectId(), "counter", 3L));
        link.piece(reply(1, rejection));
        var failure = catchThrowableOfType(ConnectionOpenException.class, () -> open(ClientSettings.defaults()));
        assertThat(failure)
                .hasMessageContaining(": go away (code 18, Auth")
                .hasMessageContaining("The server rejected the handshake")
                .cause()
                .isInstanceOfSatisfying(CommandException.class, error -> {
                    assertThat(error.code()).isEqualTo(18);
                    assertThat(error.reply().toDocument()).isEqualTo(rejection);
                });
        assertThat(failure.errorLabels()).containsExactly("SystemOverloadedError");
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void malformedAndTruncatedRepliesAreFailuresToOpen() {
        for (byte[] bytes : List.of(new byte[100], new byte[3], reply(7, hello()))) {
            var bad = new StubLink().piece(bytes);
            try (var factory = ServerReplies.factory(bad)) {
                assertThatThrownBy(() -> factory.open(SERVER, 1, Deadline.NONE, CancelToken.NONE))
                        .isInstanceOf(ConnectionOpenException.class)
                        .extracting(e -> ((MongoException) e).retryAdvice())
                        .isEqualTo(RetryAdvice.SAFE);
            }
            assertThat(bad.isClosed()).isTrue();
        }
    }

    /**
     * The caller did not send the handshake as a command: no message in the chain of causes says whether a server
     * executed it.
     */
    @Test
    void noCauseReportsTheHandshakeAsACommand() {
        var web = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (byte[] bytes : List.of(web, new byte[3], reply(7, hello()))) {
            try (var factory = ServerReplies.factory(new StubLink().piece(bytes))) {
                var failure = catchThrowableOfType(
                        ConnectionOpenException.class, () -> factory.open(SERVER, 1, Deadline.NONE, CancelToken.NONE));
                for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                    assertThat(cause.getMessage()).doesNotContain("isMaster").doesNotContain("executed");
                }
                if (Arrays.equals(bytes, web)) {
                    assertThat(failure)
                            .cause()
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageStartingWith(
                                    "The reply to the handshake is not a valid message on 127.0.0.1:27017: ")
                            .hasMessageContaining("HTTP")
                            .cause()
                            .hasNoCause();
                }
            }
        }
    }

    @Test
    void connectionRefusedSaysWhatToDo() {
        link.fails(new ConnectException("Connection refused"));
        assertThatThrownBy(() -> open(ClientSettings.defaults()))
                .isInstanceOf(ConnectionOpenException.class)
                .hasMessageContaining("127.0.0.1:27017: Connection refused")
                .hasMessageContaining("Nothing is listening on 127.0.0.1:27017");
    }

    @Test
    void connectTimeoutAppliesToConnectingAndToHandshakes() {
        var settings = ClientSettings.defaults().socket(socket -> socket.connectTimeout(Duration.ofMillis(300)));
        link.blocksWhenEmpty();
        assertThatThrownBy(() -> open(settings))
                .isInstanceOf(ConnectionOpenException.class)
                .hasMessageContaining("hello");
        var silent = new StubLink().blocksOnConnect();
        try (var factory = new ConnectionFactory(new Background(new StubEnv(address -> silent)), settings)) {
            assertThatThrownBy(() -> factory.open(SERVER, 1, Deadline.NONE, CancelToken.NONE))
                    .isInstanceOf(ConnectionOpenException.class)
                    .hasMessageContaining("connecting")
                    .hasMessageContaining("The server did not respond");
        }
    }

    @Test
    void anEarlierDeadlineOfTheOperationIsAnOperationTimeout() {
        link.blocksWhenEmpty();
        assertThatThrownBy(() -> open(ClientSettings.defaults(), Deadline.after(env.nanoTime(), 400_000_000)))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("400 ms");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void cancellingUnblocksAWaitForTheHello() {
        var token = new CancelToken();
        link.blocksWhenEmpty().onRead(() -> Thread.ofVirtual().start(token::cancel));
        try (var factory = new ConnectionFactory(new Background(env), ClientSettings.defaults())) {
            assertThatThrownBy(() -> factory.open(SERVER, 1, Deadline.NONE, token))
                    .isInstanceOf(InterruptedOperationException.class);
        }
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void appendedMetadataReachesConnectionsOpenedLater() {
        link.piece(reply(1, hello()));
        try (var factory = new ConnectionFactory(new Background(env), ClientSettings.defaults())) {
            factory.appendMetadata(new WrappingLibrary("kit", "7", null));
            factory.open(SERVER, 5, Deadline.NONE, CancelToken.NONE);
        }
        var driver = sentHello().document("client").document("driver");
        assertThat(driver.string("name")).isEqualTo("morelia|kit");
        assertThat(driver.string("version")).endsWith("|7");
    }

    @Test
    void keepAliveIsOnUnlessTheSettingsSayOtherwise() {
        link.piece(reply(1, hello()));
        open(ClientSettings.defaults());
        assertThat(env.keepAlives()).containsExactly(true);

        var other = new StubEnv(address -> new StubLink().piece(reply(1, hello())));
        var settings = ClientSettings.defaults().socket(socket -> socket.socketKeepAlive(false));
        try (var factory = new ConnectionFactory(new Background(other), settings)) {
            factory.open(SERVER, 5, Deadline.NONE, CancelToken.NONE);
        }
        assertThat(other.keepAlives()).containsExactly(false);
    }
}
