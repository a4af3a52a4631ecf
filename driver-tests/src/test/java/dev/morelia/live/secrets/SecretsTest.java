package dev.morelia.live.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.simulation.fault.ForwardingEnv;
import dev.morelia.spi.AwsCredentials;
import dev.morelia.spi.HttpTransport;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.Socks5Proxy;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every secret that a program can give to a client, with every way to succeed or fail: none comes out again. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(60)
class SecretsTest {
    /** In every secret. */
    private static final String WORD = "zQuokka7";

    /** With characters that a connection string has to encode and that SASLprep changes. */
    private static final String PASSWORD = "p:zQuo\u00ADkka7@/%\u2168 end";

    private static final String PREPARED = "p:zQuokka7@/%IX end";
    private static final String LIMITS = "connectTimeoutMS=5000";
    private static final String SOON = "&serverSelectionTimeoutMS=400";
    private static final Duration VERIFY_TIMEOUT = Duration.ofMillis(400);
    private static final String KEY_ID = "AKIAI44QH8DHBEXAMPLE";

    private static final TestCertificate CERTIFICATE =
            TestAuthority.create("Secrets CA").certificate("client").rsa().issue();

    private static Mongod mongod;
    private static Recording recording;

    @TempDir
    private static Path folder;

    private Witness witness;

    interface Attempt {
        void run(SecretsTest test) throws Exception;
    }

    record Row(String name, @Nullable Class<? extends Throwable> failure, Attempt attempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        mongod = Mongod.builder().authentication(true).testCommands(true).start();
        mongod.command("admin", createUser("ada"));
        recording = new Recording();
        for (String kind : List.of("Command", "CheckOut", "ServerSelection", "Heartbeat")) {
            recording.enable("dev.morelia." + kind).withThreshold(Duration.ZERO).withStackTrace();
        }
        recording.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mongod.close();
        var file = folder.resolve("recording.jfr");
        try (var ended = recording) {
            ended.dump(file);
        }
        try (var witness = new Witness()) {
            secrets(witness);
            RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("dev.morelia."))
                    .forEach(event -> witness.see("recording", event.toString()));
            assertThat(witness.counts().get("recording")).isGreaterThan(50);
            assertThat(witness.leaks()).isEmpty();
        }
    }

    private static void secrets(Witness witness) throws Exception {
        for (String secret : List.of(WORD, "zQuo\u00ADkka7")) {
            witness.secret(secret);
        }
        for (String password : List.of(PASSWORD, PREPARED)) {
            byte[] digest = MessageDigest.getInstance("MD5").digest(("ada:mongo:" + password).getBytes(UTF_8));
            witness.secret(HexFormat.of().formatHex(digest));
        }
    }

    @BeforeEach
    void listen() throws Exception {
        witness = new Witness();
        secrets(witness);
    }

    @AfterEach
    void close() {
        witness.close();
    }

    private static Document createUser(String name) {
        return Document.of("createUser", name, "pwd", PASSWORD, "roles", List.of("root"));
    }

    /** Each byte percent-encoded. */
    private static String encoded(String text) {
        return HexFormat.of().withPrefix("%").formatHex(text.getBytes(UTF_8));
    }

    private static String uri(Object server, String password, String options) {
        return "mongodb://ada:" + encoded(password) + "@" + server + "/?" + LIMITS + options;
    }

    /** Uses a client for a command and for verify, whatever happens. */
    private void use(MongoClient.Builder builder, Map<String, String> variables, Consumer<MongoClient> action) {
        var env = new ForwardingEnv(SystemEnv.INSTANCE) {
            @Override
            public @Nullable String variable(String name) {
                return variables.get(name);
            }

            @Override
            public List<InetAddress> resolve(String host) {
                return List.of(InetAddress.getLoopbackAddress());
            }
        };
        try (var client = EnvOverride.with(env, witness.watch(builder)::build)) {
            witness.see("text", client.verify(VERIFY_TIMEOUT));
            try {
                action.accept(client);
            } finally {
                witness.see("text", client);
            }
        }
    }

    private void use(String uri, UnaryOperator<MongoClient.Builder> change) {
        witness.see("text", ConnectionString.parse(uri));
        use(change.apply(MongoClient.builder().uri(uri)), Map.of(), SecretsTest::ping);
    }

    private static void ping(MongoClient client) {
        assertThat(client.database("app").runCommand(Document.of("ping", 1))).containsKey("ok");
    }

    private static Row row(String name, @Nullable Class<? extends Throwable> failure, Attempt attempt) {
        return new Row(name, failure, attempt);
    }

    private static Row login(String mechanism, String password, @Nullable Class<? extends Throwable> failure) {
        return row(
                mechanism + (failure == null ? "" : ", rejected"),
                failure,
                test -> test.use(uri(mongod.address(), password, mechanism), builder -> builder));
    }

    private static Row credential(String name, Credential credential, @Nullable Class<? extends Throwable> failure) {
        return row(name, failure, test -> {
            test.witness.see("text", credential);
            test.use(
                    "mongodb://" + mongod.address() + "/?" + LIMITS,
                    builder -> builder.settings(settings -> settings.credential(credential)));
        });
    }

    /** A program's code that fails and tells what it should not. */
    private static RuntimeException talkative() {
        var failure = new IllegalStateException(WORD, new IOException("cause " + WORD));
        failure.addSuppressed(new IOException("suppressed " + WORD));
        return failure;
    }

    private static Stream<Row> logins() {
        var rejected = AuthenticationException.class;
        String aws = "&authMechanism=MONGODB-AWS&authSource=$external&authMechanismProperties=AWS_SESSION_TOKEN:";
        return Stream.of(
                login("&authSource=admin", PASSWORD, null),
                login("&authMechanism=SCRAM-SHA-1", PASSWORD, null),
                login("&authMechanism=SCRAM-SHA-256", PREPARED, null),
                login("&authSource=admin", PASSWORD + 1, rejected),
                login("&authMechanism=SCRAM-SHA-1", PASSWORD + 1, rejected),
                login("&authMechanism=SCRAM-SHA-256", PASSWORD + "\u0007", rejected),
                login("&authMechanism=PLAIN", PASSWORD, rejected),
                login("&authMechanism=PLAIN", PASSWORD + "\0", rejected),
                login("&authMechanism=GSSAPI", PASSWORD, rejected),
                login(aws + encoded("token/" + WORD), WORD + "secretKey", rejected),
                credential("Credential.of", Credential.of("ada", PASSWORD), null),
                credential("char[]", Credential.of("ada", Secret.of(PASSWORD.toCharArray())), null),
                credential("supplier", Credential.of("ada", Secret.from(PASSWORD::toCharArray)), null),
                credential("wrong char[]", Credential.of("ada", Secret.of(WORD.toCharArray())), rejected),
                credential(
                        "throwing supplier",
                        Credential.of("ada", Secret.from(() -> {
                            throw talkative();
                        })),
                        rejected),
                credential(
                        "AWS keys",
                        new Credential(
                                KEY_ID,
                                Secret.of(WORD),
                                null,
                                AuthMechanism.MONGODB_AWS,
                                Map.of("AWS_SESSION_TOKEN", WORD)),
                        rejected));
    }

    /** Accepts the first message of every mechanism but AWS, whose second one it rejects. */
    private static void saslReply(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "saslStart" -> {
                var command = exchange.request().command();
                boolean aws = command.string("mechanism").equals("MONGODB-AWS");
                byte[] sent = command.value("payload", Binary.class).bytes();
                exchange.reply(Document.of("ok", 1, "conversationId", 1, "done", !aws)
                        .append("payload", new Binary(aws ? awsChallenge(sent) : new byte[0])));
            }
            case "saslContinue" -> exchange.replyError(18, "AuthenticationFailed", "Authentication failed.");
            default -> exchange.replyOk();
        }
    }

    private static byte[] awsChallenge(byte[] sent) {
        byte[] nonce =
                Arrays.copyOf(RawDocument.of(sent).value("r", Binary.class).bytes(), 64);
        return RawDocument.encode(Document.of("s", new Binary(nonce), "h", "sts.amazonaws.com"))
                .toByteArray();
    }

    private static Script rejecting() {
        return exchange -> exchange.replyError(18, "AuthenticationFailed", "Authentication failed.");
    }

    /** A login at a server that accepts everything but AWS. */
    private static Row service(
            String name,
            @Nullable Class<? extends Throwable> failure,
            String options,
            Map<String, String> variables,
            UnaryOperator<MongoClient.Builder> change) {
        return row(name, failure, test -> {
            try (var server = ScriptedServer.start(SecretsTest::saslReply)) {
                var builder = MongoClient.builder().uri(server.uri() + "&" + LIMITS + options);
                test.use(change.apply(builder), variables, SecretsTest::ping);
            }
        });
    }

    private static Row oidc(
            String name, @Nullable Class<? extends Throwable> failure, Script script, OidcCallback callback) {
        return row("OIDC " + name, failure, test -> {
            try (var server = ScriptedServer.start(script)) {
                var builder = MongoClient.builder().uri(server.uri() + "&authMechanism=MONGODB-OIDC&" + LIMITS);
                test.use(builder.oidcCallback(callback), Map.of(), SecretsTest::ping);
            }
        });
    }

    private static UnaryOperator<MongoClient.Builder> web(int status, String body) {
        return builder -> builder.httpTransport(request -> new HttpTransport.Response(status, Secret.of(body)));
    }

    private static HttpTransport failing() {
        return request -> {
            throw talkative();
        };
    }

    private static Stream<Row> services() {
        var rejected = AuthenticationException.class;
        String aws = "&authMechanism=MONGODB-AWS";
        String azure = "&authMechanism=MONGODB-OIDC&authMechanismProperties=ENVIRONMENT:azure,TOKEN_RESOURCE:" + WORD;
        var variables = Map.of(
                "AWS_ACCESS_KEY_ID", KEY_ID, "AWS_SECRET_ACCESS_KEY", WORD, "AWS_SESSION_TOKEN", "token " + WORD);
        var container = Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2");
        String json = "{\"access_token\": \"" + WORD + "\", \"SecretAccessKey\": \"" + WORD + "\"";
        return Stream.of(
                oidc("token", null, SecretsTest::saslReply, request -> OidcToken.of(WORD)),
                oidc("token, rejected", rejected, rejecting(), request -> OidcToken.of(WORD)),
                oidc("connection lost", ConnectionException.class, Exchange::close, request -> OidcToken.of(WORD)),
                oidc("callback that throws", rejected, SecretsTest::saslReply, request -> {
                    throw talkative();
                }),
                service("Azure", null, azure, Map.of(), web(200, json + "}")),
                service("Azure, 400", rejected, azure, Map.of(), web(400, json)),
                service("Azure, not JSON", rejected, azure, Map.of(), web(200, json)),
                service("Azure, thrown", rejected, azure, Map.of(), builder -> builder.httpTransport(failing())),
                service("AWS variables", rejected, aws, variables, builder -> builder),
                service("AWS container", rejected, aws, container, web(200, json)),
                service("AWS container, 500", rejected, aws, container, web(500, json)),
                service(
                        "AWS provider",
                        rejected,
                        aws,
                        Map.of(),
                        builder -> builder.awsCredentialProvider(() -> AwsCredentials.of(KEY_ID, WORD, WORD))),
                service(
                        "AWS provider that throws",
                        rejected,
                        aws,
                        Map.of(),
                        builder -> builder.awsCredentialProvider(() -> {
                            throw talkative();
                        })),
                service("Kerberos", rejected, "", Map.of(), builder -> with(builder, AuthMechanism.GSSAPI)),
                service(
                        "Kerberos subject",
                        rejected,
                        "",
                        Map.of(),
                        builder -> with(builder, AuthMechanism.GSSAPI).kerberosSubject(() -> {
                            throw talkative();
                        })),
                service("PLAIN", null, "", Map.of(), builder -> with(builder, AuthMechanism.PLAIN)));
    }

    private static MongoClient.Builder with(MongoClient.Builder builder, AuthMechanism mechanism) {
        var credential = Credential.of("ada@EXAMPLE.ORG", PASSWORD).mechanism(mechanism);
        return builder.settings(settings -> settings.credential(credential));
    }

    /** Sends a command with secrets over a connection that a server treats in its own way. */
    private static Row command(
            String name, @Nullable Class<? extends Throwable> failure, @Nullable Script script, Document command) {
        return row(name + " " + command.firstEntry().getKey(), failure, test -> {
            try (var server = ScriptedServer.start(script == null ? Exchange::replyOk : script)) {
                String uri = script == null ? mongod.uri() + "/?" : server.uri() + "&";
                var timeout = Duration.ofMillis(failure == OperationTimeoutException.class ? 300 : 20_000);
                test.use(
                        MongoClient.builder().uri(uri + LIMITS),
                        Map.of(),
                        client -> client.with(timeout).database("admin").runCommand(command));
            }
        });
    }

    private static Document saslStart() {
        var payload = new Binary(("\0ada\0" + PASSWORD).getBytes(UTF_8));
        return Document.of("saslStart", 1, "mechanism", "PLAIN", "payload", payload);
    }

    private static Stream<Row> commands() {
        var update = Document.of("updateUser", "ada", "pwd", PASSWORD);
        var speculative =
                Document.of("hello", 1, "speculativeAuthenticate", saslStart().append("db", "admin"));
        var all = List.of(createUser("eve"), update, saslStart(), speculative);
        Script silent = exchange -> {
            if (exchange.commandName().equals("endSessions")) {
                exchange.replyOk();
            }
        };
        var lost = all.stream()
                .filter(command -> !command.containsKey("hello"))
                .flatMap(command -> Stream.of(
                        command("lost", ConnectionException.class, Exchange::close, command),
                        command("timeout", OperationTimeoutException.class, silent, command)));
        var unencodable = new Object() {
            @Override
            public String toString() {
                return WORD;
            }
        };
        var failing = CommandException.class;
        var illegal = IllegalArgumentException.class;
        return Stream.concat(
                lost,
                Stream.of(
                        command("new", null, null, createUser("eve")),
                        command("present", failing, null, createUser("ada")),
                        command(
                                "unknown field",
                                failing,
                                null,
                                createUser("tom").append("extra", WORD)),
                        command("unknown role", failing, null, createUser("tom").append("roles", List.of("none"))),
                        command("malformed", failing, null, createUser("tom").append("pwd", Document.of("a", WORD))),
                        command("known", null, null, update),
                        command("unknown", failing, null, new Document(update).append("updateUser", "nobody")),
                        command("rejected", failing, null, saslStart()),
                        command("accepted", null, null, speculative),
                        command("unencodable", illegal, null, createUser("tom").append("pwd", unencodable)),
                        command("secret", illegal, null, createUser("tom").append("pwd", Secret.of(WORD)))));
    }

    /** Only the program gets what the server says about its command: no log and no event does. */
    @Test
    void aServerThatRepeatsTheCommand() {
        try (var server = ScriptedServer.start(SecretsTest::echo)) {
            for (var command : List.of(createUser("eve"), saslStart())) {
                use(
                        MongoClient.builder().uri(server.uri()),
                        Map.of(),
                        client -> assertThat(catchThrowable(
                                        () -> client.database("admin").runCommand(command)))
                                .isInstanceOf(CommandException.class));
            }
        }
        assertThat(witness.leaks()).isEmpty();
    }

    private static void echo(Exchange exchange) throws IOException {
        var command = exchange.request().command().toDocument();
        exchange.reply(Document.of("ok", 0, "code", 2, "codeName", "BadValue", "errmsg", "bad: " + command)
                .append("command", command));
    }

    private static Row keyFile(String name, String password, Attempt write) {
        return row(name, IllegalArgumentException.class, test -> {
            write.run(test);
            test.use(
                    "mongodb://" + mongod.address() + "/?" + LIMITS + "&tlsCertificateKeyFile="
                            + folder.resolve("key.pem") + "&tlsCertificateKeyFilePassword=" + encoded(password),
                    builder -> builder);
        });
    }

    private void write(UnaryOperator<String> damage) throws IOException {
        String pem = CERTIFICATE.privateKeyPem();
        pem.lines().filter(line -> line.length() == 64).forEach(line -> witness.secret(line.substring(10, 40)));
        Files.writeString(folder.resolve("key.pem"), CERTIFICATE.certificatePem() + damage.apply(pem));
    }

    private static String encrypted(String pem) {
        try {
            var key = SecretKeyFactory.getInstance("PBEWithSHA1AndDESede")
                    .generateSecret(new PBEKeySpec("right".toCharArray()));
            var cipher = Cipher.getInstance("PBEWithSHA1AndDESede");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            var info = new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(pem.getBytes(UTF_8)));
            return TestCertificate.pem("ENCRYPTED PRIVATE KEY", info.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String middle(String pem, String inserted) {
        return pem.substring(0, pem.length() / 2) + inserted + pem.substring(pem.length() / 2);
    }

    private static Stream<Row> files() {
        return Stream.of(
                keyFile("wrong password", PASSWORD, test -> test.write(SecretsTest::encrypted)),
                keyFile("not a key inside", "right", test -> test.write(SecretsTest::encrypted)),
                keyFile("not Base64", PASSWORD, test -> test.write(pem -> middle(pem, "!" + WORD + "!"))),
                keyFile("a label inside", PASSWORD, test -> test.write(pem -> middle(pem, "\n-----BEGIN KEY-----\n"))),
                keyFile("cut", PASSWORD, test -> test.write(pem -> pem.substring(0, pem.length() / 2))),
                keyFile("other bytes", PASSWORD, test -> test.write(pem -> middle(pem, "AAAA"))),
                keyFile("PKCS #1", PASSWORD, test -> test.write(pem -> pem.replace(" PRIVATE", " RSA PRIVATE"))),
                keyFile("SEC 1", PASSWORD, test -> test.write(pem -> pem.replace(" PRIVATE", " EC PRIVATE"))),
                keyFile(
                        "DEK-Info",
                        PASSWORD,
                        test -> test.write(pem -> pem.replace(" PRIVATE", " RSA PRIVATE")
                                .replaceFirst("\n", "\nDEK-Info: AES-128-CBC," + WORD + "\n\n"))));
    }

    private static Row proxy(String name, @Nullable Class<? extends Throwable> failure, String password) {
        return row(name, failure, test -> {
            try (var proxy = Socks5Proxy.start("ada", PASSWORD).host("db.test", mongod.address())) {
                String options = "&proxyHost=127.0.0.1&proxyPort=" + proxy.port() + "&proxyUsername=ada&proxyPassword=";
                String more = encoded(password) + (failure == null ? "" : SOON);
                test.use(uri("db.test", PASSWORD, options + more), builder -> builder);
            }
        });
    }

    private static Row srv(String name, Class<? extends Throwable> failure, String txt) {
        return row("TXT " + name, failure, test -> {
            try (var dns = DnsServer.start()) {
                dns.zone()
                        .srv(
                                "_mongodb._tcp.cluster.example.org",
                                mongod.address().port(),
                                "a.example.org");
                dns.zone().txt("cluster.example.org", txt);
                String more = "&tls=false" + (failure == ServerSelectionException.class ? SOON : "");
                String uri = uri("cluster.example.org", PASSWORD, more).replace("mongodb:", "mongodb+srv:");
                test.use(uri, builder -> builder.dnsResolver(dns.resolver()));
            }
        });
    }

    private static Stream<Row> hosts() {
        var unavailable = ServerSelectionException.class;
        return Stream.of(
                proxy("proxy", null, PASSWORD),
                proxy("proxy, wrong password", unavailable, PASSWORD + 1),
                srv("source", AuthenticationException.class, "authSource=other"),
                srv("properties", unavailable, "authMechanismProperties=AWS_SESSION_TOKEN:" + WORD),
                srv("name", unavailable, "strange=a@b:c"),
                srv("no name", unavailable, "strange"),
                srv("user", unavailable, "mongodb://eve:x@a.example.org/?x"),
                srv("bad encoding", unavailable, "authSource=%zz"));
    }

    @ParameterizedTest
    @MethodSource({"logins", "services", "commands", "files", "hosts"})
    void noSecretComesOut(Row row) {
        var failure = catchThrowable(() -> row.attempt.run(this));
        witness.see("exception", failure);
        assertThat(witness.leaks()).isEmpty();
        if (row.failure == null) {
            assertThat(failure).isNull();
            assertThat(witness.counts()).containsKeys("CommandListener");
        } else {
            assertThat(failure).isInstanceOf(row.failure);
        }
        if (!(failure instanceof IllegalArgumentException)) {
            assertThat(witness.counts()).containsKeys("TopologyListener", "log", "text");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://ada:zQuokka7@@h",
                "mongodb://ada:zQuokka7/@h",
                "mongodb://ada:/zQuokka7@h",
                "mongodb://ada:?zQuokka7@h",
                "mongodb://ada:#zQuokka7@h",
                "mongodb://ada:x:zQuokka7@h",
                "mongodb://ada:zQuokka7%zz@h",
                "mongodb://ada:%7aQuokka7@h:port",
                "mongodb://ada:%7aQuokka7@h/?authSource=%zz",
                "mongodb://ada:zQuokka7,x@h",
                "mongodb://ada@b:zQuokka7@h",
                "mongodb://:zQuokka7@h",
                "mongodb:/ada:zQuokka7@h",
                "mongo://ada:zQuokka7@h",
                "ada:zQuokka7@h",
                "mongodb+srv://ada:zQuokka7@h:27017",
                "mongodb+srv://ada:zQuokka7@a.b.c,d.e.f",
                "mongodb+srv://ada:%7AQuokka7@a.b.c/?directConnection=true",
                "mongodb://ada:zQuokka7@h/?authMechanism=MONGODB-X509",
                "mongodb://ada:zQuokka7@h/?authMechanism=NO",
                "mongodb://h/?proxyPassword=zQuokka7",
                "mongodb://h/?proxyHost=p&proxyUsername=u&proxyPassword=zQuokka7&proxyPassword=zQuokka7b",
                "mongodb://h/?proxyHost=p&proxyPassword=zQuokka7",
                "mongodb://h/?proxyPasword=zQuokka7",
                "mongodb://h/?tlsCertificateKeyFilePassword=a&zQuokka7",
                "mongodb://h/?tlsCertificateKeyFilePassword=zQuokka7%zz",
                "mongodb://h/?ssl_pem_passphrase=zQuokka7&tlsCertificateKeyFilePassword=zQuokka7b",
                "mongodb://h/?tls=true&tlsCertificateKeyFilePassword=zQuokka7&tls=false",
                "mongodb://ada:x@h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN=zQuokka7",
                "mongodb://ada:x@h/?authMechanism=MONGODB-AWS&authMechanismProperties=zQuokka7",
                "mongodb://h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:zQuokka7",
                "mongodb://ada@h/?authMechanism=MONGODB-OIDC&authMechanismProperties=ENVIRONMENT:zQuokka7",
                "mongodb://ada@h/?authMechanism=GSSAPI&authMechanismProperties=PASSWORD:zQuokka7",
                "mongodb://ada@h/?authMechanismPropertes=AWS_SESSION_TOKEN:zQuokka7",
                "mongodb://h/?password=zQuokka7",
                "mongodb://h/?appName=x;password=zQuokka7",
            })
    void noSecretOfAMalformedConnectionStringComesOut(String uri) {
        List<Attempt> attempts = List.of(
                test -> test.witness.see("text", ConnectionString.parse(uri)),
                test -> test.witness.see("text", ConnectionString.parse(uri).strict()),
                test -> test.witness.see("text", ConnectionString.parse(List.of("mongodb://h/?appName=a", uri))),
                test -> MongoClient.create(uri + "&connectTimeoutMS=1").close(),
                test -> MongoClient.builder()
                        .uris(List.of(uri, uri))
                        .strict()
                        .build()
                        .close());
        for (var attempt : attempts) {
            var failure = catchThrowable(() -> attempt.run(this));
            witness.see("exception", failure);
            assertThat(failure == null || failure instanceof IllegalArgumentException)
                    .isTrue();
        }
        assertThat(witness.leaks()).isEmpty();
        assertThat(witness.counts()).isNotEmpty();
    }

    /** Otherwise the tests above would prove nothing. */
    @Test
    void theWitnessFindsSecrets() throws Exception {
        for (String shown :
                List.of(WORD, encoded("x" + WORD), PASSWORD, saslStart().toString())) {
            try (var other = new Witness()) {
                secrets(other);
                other.see("exception", new IllegalStateException("x", new IOException(shown)));
                assertThat(other.leaks()).as(shown).hasSizeGreaterThanOrEqualTo(2);
            }
        }
    }
}
