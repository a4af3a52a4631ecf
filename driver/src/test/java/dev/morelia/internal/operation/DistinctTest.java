package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistinctTest {
    private static Distinct distinct(String options) {
        return new Distinct(PEOPLE, "a.b", Document.parse("{\"c\": 1}"), Document.parse(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                  |
            {"maxTimeMS": 5}                                    |
            {"collation": {"locale": "de"}, "comment": "c"}     | , "collation": {"locale": "de"}, "comment": "c"
            {"hint": "c_1"}                                     | , "hint": "c_1"
            """)
    void optionsBecomeFields(String options, String fields) {
        Exchange.assertSends(
                distinct(options),
                "{\"distinct\": \"people\", \"key\": \"a.b\", \"query\": {\"c\": 1}" + (fields == null ? "" : fields)
                        + "}");
    }

    @Test
    void isAQuery() {
        assertThat(distinct("{\"maxTimeMS\": 5}").maxTimeMillis()).isEqualTo(5);
        assertThat(distinct("{}").kind()).isEqualTo(OperationKind.QUERY);
        assertThat(distinct("{}").tried()).isEqualTo("distinct on app.people");
    }

    @Test
    void theReplyCarriesTheValues() {
        var reply = Exchange.receives(distinct("{}"), "{\"ok\": 1, \"values\": [1, \"x\", null]}");
        Exchange.assertSame(reply.toDocument(), "{\"ok\": 1, \"values\": [1, \"x\", null]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1}                               | ProtocolException | 'values'
            {"ok": 1, "values": {}}                 | ProtocolException | values
            {"ok": 0, "code": 13, "errmsg": "no"}   | CommandException  | code 13
            """)
    void otherRepliesAreErrors(String reply, String error, String text) {
        Exchange.assertFails(distinct("{}"), reply, error, text);
    }
}
