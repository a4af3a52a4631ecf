package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Find;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The {@code maxTimeMS} of the commands of a call with a timeout. */
class MaxTimeTest {
    private static final ServerCursor CURSOR = new ServerCursor(1, "app.people", new ServerAddress("db1", 27017));

    private static Operation<?> operation(String name) {
        var limited = Document.of("maxTimeMS", 50);
        return switch (name) {
            case "find" -> new Find(new Namespace("app", "people"), new Document(), new Document());
            case "find, maxTime" -> new Find(new Namespace("app", "people"), new Document(), limited);
            case "getMore" -> new GetMore(CURSOR, 0, 0, null);
            case "getMore, awaiting" -> new GetMore(CURSOR, 0, 50, null);
            case "killCursors" -> new KillCursors(CURSOR);
            case "ping" -> Administration.command("app", Document.of("ping", 1));
            default -> Administration.command("app", Document.of("ping", 1, "maxTimeMS", 50));
        };
    }

    private static long millis(String name, boolean limitsServer, long leftNanos) {
        return MaxTime.millis(operation(name), limitsServer, leftNanos);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            find              | 9000  | 9000
            find              | 0     | 1
            find, maxTime     | 9000  | 9000
            find, maxTime     | 20    | 20
            getMore           | 9000  | 0
            getMore, awaiting | 9000  | 50
            getMore, awaiting | 20    | 20
            killCursors       | 9000  | 9000
            ping              | 9000  | 9000
            ping, maxTimeMS   | 9000  | 0
            """)
    void itIsWhatIsLeft(String operation, long leftMillis, long sent) {
        assertThat(millis(operation, true, TimeUnit.MILLISECONDS.toNanos(leftMillis) + 999_999))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            find              | 0
            find, maxTime     | 0
            getMore           | 0
            getMore, awaiting | 50
            killCursors       | 0
            """)
    void nothingLimitsACallWithoutLimit(String operation, long sent) {
        assertThat(millis(operation, true, Long.MAX_VALUE)).isEqualTo(sent);
        assertThat(millis(operation, true, TimeUnit.MILLISECONDS.toNanos(Integer.MAX_VALUE + 1L)))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"find", "'find, maxTime'"})
    void aCursorThatMayLiveLongerIsNotLimited(String operation) {
        assertThat(millis(operation, false, TimeUnit.SECONDS.toNanos(9))).isZero();
        assertThat(millis(operation, false, Long.MAX_VALUE)).isZero();
    }
}
