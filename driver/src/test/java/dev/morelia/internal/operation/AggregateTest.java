package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateTest {
    private static Aggregate aggregate(String stage, String options) {
        return new Aggregate("app", "people", List.of(Document.parse(stage)), Document.parse(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                          | {}                |
            {"batchSize": null}                         | {}                |
            {"batchSize": 0}                            | {"batchSize": 0}  |
            {"batchSize": 5}                            | {"batchSize": 5}  |
            {"maxTimeMS": 5, "maxAwaitTimeMS": 5}       | {}                |
            {"allowDiskUse": true}                      | {}                | , "allowDiskUse": true
            {"bypassDocumentValidation": true}          | {}                | , "bypassDocumentValidation": true
            {"collation": {"locale": "de"}, "hint": {"a": 1}} | {} | , "collation": {"locale": "de"}, "hint": {"a": 1}
            {"let": {"x": 1}, "comment": {"c": 1}}      | {}                | , "let": {"x": 1}, "comment": {"c": 1}
            """)
    void optionsBecomeFields(String options, String cursor, String fields) {
        String rest = ", \"cursor\": " + cursor + (fields == null ? "" : fields) + "}";
        Exchange.assertSends(
                aggregate("{\"$match\": {}}", options),
                "{\"aggregate\": \"people\", \"pipeline\": [{\"$match\": {}}]" + rest);
        Exchange.assertSends(
                new Aggregate("app", null, List.of(), Document.parse(options)),
                "{\"aggregate\": 1, \"pipeline\": []" + rest);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"$match": {}}                  | QUERY      | {"batchSize": 5}
            {"$out": "other"}               | QUERY_INTO | {}
            {"$merge": {"into": "other"}}   | QUERY_INTO | {}
            """)
    void whatStoresItsResultIsNoQuery(String stage, OperationKind kind, String cursor) {
        var aggregate = aggregate(stage, "{\"batchSize\": 5}");
        assertThat(aggregate.kind()).isEqualTo(kind);
        assertThat(aggregate.stores()).isEqualTo(kind == OperationKind.QUERY_INTO);
        Exchange.assertSends(
                aggregate, "{\"aggregate\": \"people\", \"pipeline\": [" + stage + "], \"cursor\": " + cursor + "}");
    }

    @Test
    void onlyTheLastStageStores() {
        var pipeline = List.of(Document.parse("{\"$out\": \"x\"}"), new Document("$match", new Document()));
        assertThat(new Aggregate("app", "people", pipeline, new Document()).stores())
                .isFalse();
        assertThat(new Aggregate("app", null, List.of(), new Document()).stores())
                .isFalse();
    }

    @Test
    void isAboutItsCollectionOrDatabase() {
        assertThat(aggregate("{}", "{\"maxTimeMS\": 7}").maxTimeMillis()).isEqualTo(7);
        assertThat(aggregate("{}", "{}").tried()).isEqualTo("aggregate on app.people");
        assertThat(new Aggregate("app", null, List.of(), new Document()).tried())
                .isEqualTo("aggregate on app");
    }
}
