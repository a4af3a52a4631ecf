package dev.morelia.internal.net;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.settings.Secret;
import dev.morelia.settings.TlsSettings;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of TLS settings: every format that OpenSSL writes, and what is wrong with them. */
class TlsContextsTest {
    private static final Path FILES = TlsPeer.FILES;
    private static final TlsSettings SETTINGS =
            TlsSettings.disabled().enabled(true).caFile(FILES.resolve("ca.pem"));

    @TempDir
    private Path folder;

    private static String text(String... names) throws IOException {
        var text = new StringBuilder();
        for (String name : names) {
            text.append(Files.readString(FILES.resolve(name)));
        }
        return text.toString();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("bundle.pem"), text);
    }

    private static TlsContexts contexts(TlsSettings settings) {
        return new TlsContexts(SystemEnv.INSTANCE, settings);
    }

    private static void load(Path keyFile, @Nullable String password) {
        contexts(SETTINGS.certificateKeyFile(keyFile, password == null ? null : Secret.of(password)));
    }

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec-sec1.key,",
        "ec.crt, ec-pkcs8.key,",
        "ec.crt, ec-pbes2.key, secret",
        "ec.crt, ec-legacy.key, secret",
        "rsa.crt, rsa-pkcs1.key,",
        "rsa.crt, rsa-pkcs8.key,",
        "rsa.crt, rsa-pbes2-sha1.key, secret",
        "rsa.crt, rsa-pbes1-3des.key, secret",
        "rsa.crt, rsa-legacy-aes.key, secret",
        "rsa.crt, rsa-legacy-des3.key, secret",
    })
    void keysOfEveryFormatInAnyOrder(String certificate, String key, String password) throws IOException {
        load(file(text(certificate, key)), password);
        load(file(text(key, certificate)), password);
        load(file("some text\n" + text("ca.pem", key) + "more text: x\n" + text(certificate)), password);
        load(file(text(certificate, key).replace("\n", "\r\n")), password);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(file(text(certificate.equals("ec.crt") ? "rsa.crt" : "ec.crt", key)), password))
                .withMessageContaining("tlsCertificateKeyFile " + folder)
                .withMessageContaining("has a private key that belongs to none of its 1 certificates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ec-pbes2.key", "ec-legacy.key", "rsa-pbes2-sha1.key", "rsa-pbes1-3des.key", "rsa-legacy-aes.key"
            })
    void aWrongOrMissingPasswordIsNamedButNotShown(String key) throws IOException {
        var file = file(text("ec.crt", "rsa.crt", key));
        for (int i = 0; i < 20; i++) {
            String wrong = "canary" + i;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> load(file, wrong))
                    .withMessageContaining("that the password does not decrypt")
                    .withMessageNotContaining("canary");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(file, null))
                .withMessageContaining("has an encrypted private key, and there is no password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-pbes2-des3.key", "rsa-scrypt.key"})
    void anEncryptionThatJavaDoesNotHaveIsExplained(String key) throws IOException {
        var file = file(text("rsa.crt", key));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(file, "secret"))
                .withMessageContaining("openssl pkcs8 -topk8 -v2 aes256");
    }

    @Test
    void whatIsWrongWithAFileIsNamed() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(folder.resolve("none.pem"))))
                .withMessage("tlsCAFile " + folder.resolve("none.pem") + " does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(folder)))
                .withMessageContaining("cannot be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(file("nothing"))))
                .withMessageContaining("has no certificate: it must be a PEM file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(file(text("ec-pkcs8.key")))))
                .withMessageContaining("has no certificate, only PRIVATE KEY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(file(text("ca.pem").substring(0, 300)))))
                .withMessageContaining("the block CERTIFICATE has no end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(file(text("ca.pem").replace("MII", "***")))))
                .withMessageContaining("is not Base64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.caFile(file(text("ca.pem").replace("MII", "AII")))))
                .withMessageContaining("has a certificate that cannot be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(file(text("ec.crt")), null))
                .withMessageContaining("has no private key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(file(text("ec.crt", "ec-sec1.key", "ed.key")), null))
                .withMessageContaining("has 2 private keys instead of one");
    }

    @Test
    void damagedKeysAreRejected() throws IOException {
        for (String key : new String[] {"ec-sec1.key", "ec-pkcs8.key", "rsa-pkcs1.key", "rsa-pkcs8.key"}) {
            String pem = text(key);
            byte[] content = Pem.blocks(pem).getFirst().content();
            for (int length = 0; length < content.length; length += 7) {
                byte[] cut = java.util.Arrays.copyOf(content, length);
                var label = Pem.blocks(pem).getFirst().label();
                assertThatIllegalArgumentException()
                        .as(key + " " + length)
                        .isThrownBy(() -> PrivateKeys.read(new Pem(label, java.util.Map.of(), cut), null));
            }
        }
    }

    @Test
    void aSeparateKeyFile() throws IOException {
        contexts(SETTINGS.certificateKeyFile(FILES.resolve("ec.crt"), null)
                .privateKeyFile(FILES.resolve("ec-sec1.key")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contexts(SETTINGS.certificateKeyFile(FILES.resolve("ec.crt"), null)
                        .privateKeyFile(FILES.resolve("ca.pem"))))
                .withMessageContaining("ssl_keyfile")
                .withMessageContaining("has no private key");
    }

    @Test
    void aChangedFileIsReadAgainAndABrokenOneLeavesTheOldContent() throws IOException {
        var ca = file(text("rsa.crt"));
        var contexts = contexts(SETTINGS.caFile(ca));
        assertThatExceptionOfType(TlsFailure.class).isThrownBy(() -> handshake(contexts));
        file(text("ca.pem"));
        handshake(contexts);
        file("broken");
        handshake(contexts);
        Files.delete(ca);
        handshake(contexts);
        file(text("rsa.crt") + " ");
        assertThatExceptionOfType(TlsFailure.class).isThrownBy(() -> handshake(contexts));
    }

    private static void handshake(TlsContexts contexts) throws IOException {
        var engine = contexts.engine(new ServerAddress("localhost", 1));
        new TlsLink(
                        SystemEnv.INSTANCE,
                        new TlsPeer(TlsPeer.context()),
                        engine,
                        new TlsTasks(SystemEnv.INSTANCE, contexts.isUnknown()))
                .handshake();
    }
}
