package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindTest {
    private static Find find(String options) {
        return new Find(PEOPLE, Document.parse("{\"a\": 1}"), Document.parse(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                      |
            {"limit": 5}                            | "limit": {"$numberLong": "5"}
            {"limit": 0}                            |
            {"limit": -5}                           | "limit": {"$numberLong": "5"}, "singleBatch": true
            {"batchSize": 0}                        | "batchSize": {"$numberLong": "0"}
            {"batchSize": 7}                        | "batchSize": {"$numberLong": "7"}
            {"batchSize": -7}                       | "batchSize": {"$numberLong": "7"}
            {"limit": 7, "batchSize": 7}            | "limit": {"$numberLong": "7"}, "batchSize": {"$numberLong": "8"}
            {"limit": 9, "batchSize": 7}            | "limit": {"$numberLong": "9"}, "batchSize": {"$numberLong": "7"}
            {"limit": -7, "batchSize": 7} \
                    | "limit": {"$numberLong": "7"}, "batchSize": {"$numberLong": "7"}, "singleBatch": true
            {"singleBatch": true}                   | "singleBatch": true
            {"singleBatch": false}                  |
            {"cursorType": "nonTailable"}           |
            {"cursorType": "tailable"}              | "tailable": true
            {"cursorType": "tailableAwait"}         | "tailable": true, "awaitData": true
            {"cursorType": "TailableAwait"}         | "tailable": true, "awaitData": true
            {"cursorType": "exhaust"}               |
            {"cursorType": "NonTailable"}           |
            {"cursorType": null, "batchSize": null} |
            {"maxAwaitTimeMS": 5}                   |
            {"maxTimeMS": 5}                        |
            {"sort": {"b": 1, "a": -1}, "skip": 3}  | "sort": {"b": 1, "a": -1}, "skip": 3
            {"projection": {"a": 1}, "hint": "a_1"} | "projection": {"a": 1}, "hint": "a_1"
            {"collation": {"locale": "de"}}         | "collation": {"locale": "de"}
            {"let": {"x": 1}, "comment": [1]}       | "let": {"x": 1}, "comment": [1]
            {"noCursorTimeout": true, "min": {"a": 1}, "max": {"a": 2}} \
                    | "noCursorTimeout": true, "min": {"a": 1}, "max": {"a": 2}
            {"allowDiskUse": true, "showRecordId": true, "returnKey": true} \
                    | "allowDiskUse": true, "showRecordId": true, "returnKey": true
            {"newInTheNextServer": 1}               | "newInTheNextServer": 1
            """)
    void optionsBecomeFields(String options, String fields) {
        Exchange.assertSends(
                find(options),
                "{\"find\": \"people\", \"filter\": {\"a\": 1}" + (fields == null ? "" : ", " + fields) + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"cursorType\": \"endless\"}", "{\"cursorType\": 7}"})
    void anUnknownCursorTypeIsRejected(String options) {
        assertThatThrownBy(() -> find(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "cursorType must be one of nonTailable, tailable, tailableAwait, exhaust, got ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                  | 0
            {"maxTimeMS": 50}                                   | 50
            {"maxTimeMS": 50, "cursorType": "tailable"}         | 50
            {"maxTimeMS": 50, "timeoutMode": "iteration"}       | 50
            """)
    void theExecutorWritesTheTimeLimit(String options, long maxTimeMillis) {
        assertThat(find(options).maxTimeMillis()).isEqualTo(maxTimeMillis);
        assertThat(find(options).takesMaxTime()).isTrue();
    }

    @Test
    void isAQueryOnItsCollection() {
        assertThat(find("{}").kind()).isEqualTo(OperationKind.QUERY);
        assertThat(find("{}").tried()).isEqualTo("find on app.people");
        assertThat(find("{}").takesSession()).isTrue();
        assertThat(find("{}").acknowledged()).isTrue();
    }
}
