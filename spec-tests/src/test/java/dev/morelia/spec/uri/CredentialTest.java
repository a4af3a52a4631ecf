package dev.morelia.spec.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Credential;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The file of the authentication specification about connection strings. */
final class CredentialTest {
    /** A callback may replace the environment, so only the client can detect that both are missing. */
    private static final Set<String> NEEDS_CLIENT =
            Set.of("should throw an exception if neither environment nor callbacks specified (MONGODB-OIDC)");

    /** The same file requires that access key and secret key are accepted, for another host name. */
    private static final Set<String> CONTRADICTED =
            Set.of("should throw an exception if username and password provided (MONGODB-AWS)");

    @TestFactory
    Stream<DynamicNode> connectionString() {
        return UriCases.below("auth/tests/legacy", CredentialTest::check);
    }

    private static void check(Document test) {
        String description = test.string("description");
        if (NEEDS_CLIENT.contains(description)) {
            assertThatIllegalArgumentException().isThrownBy(() -> MongoClient.create(test.string("uri")));
            return;
        }
        if (CONTRADICTED.contains(description)) {
            throw new SpecSkip(SkipReason.OPTIONAL, "another case of the file requires the opposite");
        }
        String uri = test.string("uri");
        if (!test.bool("valid")) {
            assertThatThrownBy(() -> ConnectionString.parse(uri)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Credential credential = ConnectionString.parse(uri).credential();
        Document expected = UriCases.documentOrNull(test, "credential");
        if (expected == null || credential == null) {
            assertThat(credential == null).as("no credential").isEqualTo(expected == null);
            return;
        }
        assertThat(credential.username()).isEqualTo(expected.get("username"));
        var password = credential.password();
        assertThat(password == null ? null : password.reveal()).isEqualTo(expected.get("password"));
        assertThat(credential.source()).isEqualTo(expected.get("source"));
        assertThat(wireName(credential.mechanism())).isEqualTo(expected.get("mechanism"));
        Document properties = UriCases.documentOrNull(expected, "mechanism_properties");
        if (properties != null) {
            properties.forEach((name, value) ->
                    assertThat(credential.properties().get(name)).as(name).isEqualTo(value));
        }
    }

    private static @Nullable String wireName(@Nullable AuthMechanism mechanism) {
        return mechanism == null ? null : mechanism.wireName();
    }
}
