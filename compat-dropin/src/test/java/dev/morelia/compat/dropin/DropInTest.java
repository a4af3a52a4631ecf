package dev.morelia.compat.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.ConnectionString;
import com.mongodb.MongoDriverInformation;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropInTest {
    private static final String URI = "mongodb://127.0.0.1:1/?appName=drop-in";

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(DropIn.PROPERTY);
    }

    @Test
    void theClientsAreOurs() {
        try (var blocking = com.mongodb.client.MongoClients.create(URI);
                var settings = com.mongodb.client.MongoClients.create(DropIn.settings(new ConnectionString(URI)));
                var informed = com.mongodb.client.MongoClients.create(new ConnectionString(URI), information());
                var reactive = com.mongodb.reactivestreams.client.MongoClients.create(URI);
                var local = com.mongodb.reactivestreams.client.MongoClients.create()) {
            assertThat(Stream.of(blocking, settings, informed, reactive, local))
                    .allSatisfy(
                            client -> assertThat(client.getClass().getName()).startsWith("dev.morelia.compat."));
        }
    }

    @Test
    void aPropertyGoesBackToTheOfficialDriver() {
        System.setProperty(DropIn.PROPERTY, "false");
        try (var blocking = com.mongodb.client.MongoClients.create(URI);
                var reactive = com.mongodb.reactivestreams.client.MongoClients.create(
                        new ConnectionString(URI), information())) {
            assertThat(Stream.of(blocking, reactive))
                    .allSatisfy(client -> assertThat(client.getClass().getName())
                            .startsWith("com.mongodb.")
                            .endsWith("client.internal.MongoClientImpl"));
        }
        assertThatCode(DropIn::check).doesNotThrowAnyException();
    }

    /** Exceptions of the official class are not wrapped, either. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void nothingElseChanges(String enabled) {
        System.setProperty(DropIn.PROPERTY, enabled);
        assertThat(com.mongodb.reactivestreams.client.MongoClients.getDefaultCodecRegistry())
                .isSameAs(com.mongodb.MongoClientSettings.getDefaultCodecRegistry());
        assertThatCode(() -> com.mongodb.client.MongoClients.create("http://localhost"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyMethodOfTheOfficialClassesIsThere() throws IOException {
        assertThat(methods(com.mongodb.client.MongoClients.class))
                .isEqualTo(methods(HiddenClients.hidden(com.mongodb.client.MongoClients.class)))
                .hasSize(6);
        assertThat(methods(com.mongodb.reactivestreams.client.MongoClients.class))
                .isEqualTo(methods(HiddenClients.hidden(com.mongodb.reactivestreams.client.MongoClients.class)))
                .hasSize(7);
    }

    @Test
    void oursComeFirst() {
        assertThatCode(DropIn::check).doesNotThrowAnyException();
        assertThat(DropIn.problem()).isNull();
    }

    @Test
    void withoutTheOfficialClassThereIsNoWayBack() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HiddenClients.behind(Alone.class, Object.class))
                .withMessageContaining("without morelia-compat-dropin");
    }

    private static Set<String> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .map(Method::toString)
                .collect(Collectors.toSet());
    }

    private static MongoDriverInformation information() {
        return MongoDriverInformation.builder().driverName("framework").build();
    }

    private static final class Alone implements Replacement {}
}
