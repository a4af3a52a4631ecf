package dev.morelia.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.settings.Secret;
import dev.morelia.spi.OidcCallback.IdentityProvider;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the specification. */
class OidcMessagesTest {

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Test
    void token() {
        assertThat(OidcMessages.token(Secret.of("abcd1234"))).isEqualTo(decoded("FwAAAAJqd3QACQAAAGFiY2QxMjM0AAA="));
    }

    @Test
    void principal() {
        assertThat(OidcMessages.principal("myidp")).isEqualTo(decoded("EgAAAAJuAAYAAABteWlkcAAA"));
        assertThat(OidcMessages.principal(null)).isEqualTo(new byte[] {5, 0, 0, 0, 0});
    }

    @Test
    void identityProvider() throws AuthenticationFailure {
        byte[] challenge = decoded("WQAAAAJpc3N1ZXIADwAAAGh0dHBzOi8vaXNzdWVyAAJjbGllbnRJZAAFAAAAYWJjZAAEcmVxdWVzdFNj"
                + "b3BlcwAXAAAAAjAAAgAAAGEAAjEAAgAAAGIAAAA=");
        assertThat(OidcMessages.identityProvider(challenge))
                .isEqualTo(new IdentityProvider("https://issuer", "abcd", List.of("a", "b")));
        var machine =
                RawDocument.encode(Document.of("issuer", "https://issuer")).toByteArray();
        assertThat(OidcMessages.identityProvider(machine))
                .isEqualTo(new IdentityProvider("https://issuer", null, List.of()));
    }

    @Test
    void malformedIdentityProviders() {
        for (var document : List.of(
                new Document(),
                Document.of("issuer", 1),
                Document.of("issuer", "i", "clientId", 1),
                Document.of("issuer", "i", "requestScopes", "a"),
                Document.of("issuer", "i", "requestScopes", List.of(1)))) {
            assertThatThrownBy(() -> OidcMessages.identityProvider(
                            RawDocument.encode(document).toByteArray()))
                    .as(document.toString())
                    .isInstanceOf(AuthenticationFailure.class);
        }
        assertThatThrownBy(() -> OidcMessages.identityProvider(new byte[] {1, 2, 3}))
                .isInstanceOf(AuthenticationFailure.class);
    }
}
