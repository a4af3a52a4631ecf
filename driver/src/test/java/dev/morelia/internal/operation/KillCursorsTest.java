package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillCursorsTest {
    private static final ServerCursor CURSOR = new ServerCursor(7, "app.people", Exchange.SERVER);

    @Test
    void namesTheCursors() {
        Exchange.assertSends(
                new KillCursors(CURSOR), "{\"killCursors\": \"people\", \"cursors\": [{\"$numberLong\": \"7\"}]}");
        Exchange.assertSends(
                new KillCursors(CURSOR, List.of(7L, 8L)),
                "{\"killCursors\": \"people\", \"cursors\": [{\"$numberLong\": \"7\"}, {\"$numberLong\": \"8\"}]}");
        assertThat(new KillCursors(CURSOR).kind()).isEqualTo(OperationKind.CURSOR);
        assertThat(new KillCursors(CURSOR).takesMaxTime()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1, "cursorsKilled": []}                                              | 0
            {"ok": 1, "cursorsKilled": [{"$numberLong": "7"}, {"$numberLong": "8"}]}    | 2
            """)
    void countsThoseThatAreGone(String reply, int killed) {
        assertThat(Exchange.receives(new KillCursors(CURSOR), reply)).isEqualTo(killed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1}                               | ProtocolException | cursorsKilled
            {"ok": 1, "cursorsKilled": 1}           | ProtocolException | cursorsKilled
            {"ok": 0, "code": 13, "errmsg": "no"}   | CommandException  | (code 13)
            """)
    void otherRepliesAreErrors(String reply, String error, String text) {
        Exchange.assertFails(new KillCursors(CURSOR), reply, error, text);
    }
}
