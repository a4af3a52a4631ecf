package dev.morelia.spec.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The files of the read and write concern specification that need no server. */
final class ConcernTest {

    @TestFactory
    Stream<DynamicNode> connectionString() {
        return UriCases.below("read-write-concern/tests/connection-string", ConcernTest::checkUri);
    }

    @TestFactory
    Stream<DynamicNode> document() {
        return UriCases.below("read-write-concern/tests/document", ConcernTest::checkDocument);
    }

    private static void checkUri(Document test) {
        String uri = test.string("uri");
        if (!test.bool("valid") && !Boolean.FALSE.equals(test.get("warning"))) {
            // The file leaves open whether such a value is rejected or ignored; the URI options specification says
            // ignored, with a warning, but a write concern must not be dropped.
            assertThat(isRefusedOrWarnedOf(uri)).isTrue();
            return;
        }
        if (!test.bool("valid")) {
            assertThatThrownBy(() -> ConnectionString.parse(uri)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        ConnectionString parsed = ConnectionString.parse(uri);
        assertThat(parsed.warnings()).isEmpty();
        var settings = ClientSettings.of(parsed);
        Document writeConcern = UriCases.documentOrNull(test, "writeConcern");
        if (writeConcern != null) {
            assertThat(settings.writeConcern()).isEqualTo(writeConcern(writeConcern));
        }
        Document readConcern = UriCases.documentOrNull(test, "readConcern");
        if (readConcern != null) {
            assertThat(settings.readConcern()).isEqualTo(readConcern(readConcern));
        }
    }

    private static boolean isRefusedOrWarnedOf(String uri) {
        try {
            return !ConnectionString.parse(uri).warnings().isEmpty();
        } catch (IllegalArgumentException rejected) {
            return true;
        }
    }

    private static void checkDocument(Document test) {
        Document writeConcern = UriCases.documentOrNull(test, "writeConcern");
        Document readConcern = UriCases.documentOrNull(test, "readConcern");
        if (!test.bool("valid")) {
            assertThat(writeConcern).isNotNull();
            assertThatThrownBy(() -> writeConcern(test.document("writeConcern")))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        if (writeConcern != null) {
            var concern = writeConcern(writeConcern);
            assertThat(plain(concern.toDocument())).isEqualTo(plain(test.document("writeConcernDocument")));
            assertThat(concern.isServerDefault()).isEqualTo(test.bool("isServerDefault"));
            assertThat(concern.isAcknowledged()).isEqualTo(test.bool("isAcknowledged"));
        }
        if (readConcern != null) {
            var concern = readConcern(readConcern);
            assertThat(concern.toDocument()).isEqualTo(test.document("readConcernDocument"));
            assertThat(concern.isServerDefault()).isEqualTo(test.bool("isServerDefault"));
        }
    }

    private static WriteConcern writeConcern(Document document) {
        return new WriteConcern(
                document.get("w"),
                (Boolean) document.get("journal"),
                document.get("wtimeoutMS") instanceof Number millis ? Duration.ofMillis(millis.longValue()) : null,
                null);
    }

    private static ReadConcern readConcern(Document document) {
        return new ReadConcern((String) document.get("level"));
    }

    private static Map<String, @Nullable Object> plain(Document document) {
        var plain = new TreeMap<String, @Nullable Object>();
        document.forEach(
                (name, value) -> plain.put(name, value instanceof Number number ? (Object) number.longValue() : value));
        return plain;
    }
}
