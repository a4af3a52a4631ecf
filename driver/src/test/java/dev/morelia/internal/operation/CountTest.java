package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountTest {
    private static final Document FILTER = Document.parse("{\"a\": 1}");

    private static Operation<Long> documents(String options) {
        return Count.documents(PEOPLE, FILTER, Document.parse(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                  |                                   |
            {"skip": 2}                         | {"$skip": 2},                     |
            {"limit": 3}                        | {"$limit": 3},                    |
            {"limit": 3, "skip": 2}             | {"$skip": 2}, {"$limit": 3},      |
            {"maxTimeMS": 9}                    |                                   |
            {"hint": "a_1", "comment": "c"}     |                                   | , "hint": "a_1", "comment": "c"
            {"collation": {"locale": "de"}}     |                                   | , "collation": {"locale": "de"}
            """)
    void documentsAreCountedByAnAggregation(String options, String stages, String fields) {
        Exchange.assertSends(
                documents(options),
                "{\"aggregate\": \"people\", \"pipeline\": [{\"$match\": {\"a\": 1}}, " + (stages == null ? "" : stages)
                        + " {\"$group\": {\"_id\": 1, \"n\": {\"$sum\": 1}}}], \"cursor\": {}"
                        + (fields == null ? "" : fields) + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                  |
            {"maxTimeMS": 9, "comment": "c"}    | , "comment": "c"
            """)
    void anEstimateIsACount(String options, String fields) {
        Exchange.assertSends(
                Count.estimated(PEOPLE, Document.parse(options)),
                "{\"count\": \"people\"" + (fields == null ? "" : fields) + "}");
    }

    @Test
    void aQueryIsCountedWithItsOwnOptions() {
        var find = Document.parse("""
                {"sort": {"a": 1}, "batchSize": 3, "limit": 5, "skip": 2, "hint": "a_1", "maxTimeMS": 9, "comment": "c",
                "collation": {"locale": "de"}, "projection": {"a": 1}}""");
        var count = Count.query(PEOPLE, FILTER, find);
        Exchange.assertSends(count, """
                {"count": "people", "query": {"a": 1}, "limit": 5, "skip": 2, "hint": "a_1", "comment": "c",
                "collation": {"locale": "de"}}""");
        assertThat(count.maxTimeMillis()).isEqualTo(9);
    }

    @Test
    void eachIsAQueryWithANameOfItsOwn() {
        assertThat(documents("{\"maxTimeMS\": 9}").maxTimeMillis()).isEqualTo(9);
        assertThat(documents("{}").kind()).isEqualTo(OperationKind.QUERY);
        assertThat(documents("{}").tried()).isEqualTo("countDocuments on app.people");
        var estimated = Count.estimated(PEOPLE, new Document());
        assertThat(estimated.kind()).isEqualTo(OperationKind.QUERY);
        assertThat(estimated.tried()).isEqualTo("count on app.people");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                      | 0
            [{"_id": 1, "n": 5}]                    | 5
            [{"_id": 1, "n": 5.0}]                  | 5
            [{"n": {"$numberLong": "5000000000"}}]  | 5000000000
            """)
    void theGroupTellsTheNumber(String batch, long count) {
        assertThat(Exchange.receives(documents("{}"), reply(batch))).isEqualTo(count);
    }

    private static String reply(String batch) {
        return "{\"ok\": 1, \"cursor\": {\"id\": 0, \"ns\": \"app.people\", \"firstBatch\": " + batch + "}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"_id": 1}]        | n
            [{"n": "5"}]        | n
            [{"n": 1.5}]        | n
            [{"n": -1}]         | expected a count
            [5]                 | firstBatch.0
            """)
    void aGroupWithoutANumberIsMalformed(String batch, String text) {
        Exchange.assertFails(documents("{}"), reply(batch), "ProtocolException", text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1}                           | ProtocolException | 'n'
            {"ok": 1, "n": "5"}                 | ProtocolException | n
            {"ok": 1, "n": -5}                  | ProtocolException | expected a count
            {"n": 5}                            | ProtocolException | 'ok'
            {"ok": "1", "n": 5}                 | ProtocolException | ok
            {"ok": 0, "code": 13, "errmsg": ""} | CommandException  | code 13
            """)
    void otherRepliesToACountAreErrors(String reply, String error, String text) {
        Exchange.assertFails(Count.estimated(PEOPLE, new Document()), reply, error, text);
    }

    @Test
    void aCountIsItsNumber() {
        assertThat(Exchange.receives(Count.estimated(PEOPLE, new Document()), "{\"ok\": 1, \"n\": 5}"))
                .isEqualTo(5);
    }
}
