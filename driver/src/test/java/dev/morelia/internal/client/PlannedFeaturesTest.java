package dev.morelia.internal.client;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.morelia.MongoClient;
import dev.morelia.error.UnsupportedFeatureException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that this version does not support are rejected, never ignored. */
class PlannedFeaturesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://ada:s3cret@localhost",
                "mongodb://localhost/?authMechanism=MONGODB-X509",
                "mongodb://localhost/?tls=true",
                "mongodb+srv://cluster.example.org/?loadBalanced=true&tls=false",
                "mongodb://localhost/?loadBalanced=true",
                "mongodb://localhost/?proxyHost=proxy"
            })
    void isRejectedBeforeAnyConnection(String uri) {
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> MongoClient.create(uri))
                .withMessageContaining("a later version")
                .withMessageNotContaining("s3cret");
    }
}
