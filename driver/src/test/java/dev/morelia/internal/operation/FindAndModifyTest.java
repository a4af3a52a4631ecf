package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.options.ReturnDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindAndModifyTest {
    private static final Document FILTER = Document.parse("{\"a\": 1}");

    private static FindAndModify update(String options) {
        return new FindAndModify(
                PEOPLE,
                FILTER,
                out -> out.value(Document.parse("{\"$inc\": {\"n\": 1}}")),
                ReturnDocument.BEFORE,
                true,
                Document.parse(options));
    }

    private static FindAndModify delete(String options) {
        return new FindAndModify(PEOPLE, FILTER, null, ReturnDocument.BEFORE, true, Document.parse(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                          |
            {"projection": {"n": 1}}                    | , "fields": {"n": 1}
            {"maxTimeMS": 5}                            |
            {"upsert": true, "sort": {"a": 1}}          | , "upsert": true, "sort": {"a": 1}
            {"arrayFilters": [{"x": 1}]}                | , "arrayFilters": [{"x": 1}]
            {"bypassDocumentValidation": true}          | , "bypassDocumentValidation": true
            {"collation": {"locale": "de"}, "hint": "a_1", "let": {"x": 1}, "comment": "c"} \
                    | , "collation": {"locale": "de"}, "hint": "a_1", "let": {"x": 1}, "comment": "c"
            """)
    void optionsBecomeFields(String options, String fields) {
        String rest = (fields == null ? "" : fields) + "}";
        Exchange.assertSends(
                update(options),
                "{\"findAndModify\": \"people\", \"query\": {\"a\": 1}, \"update\": {\"$inc\": {\"n\": 1}}" + rest);
        Exchange.assertSends(
                delete(options), "{\"findAndModify\": \"people\", \"query\": {\"a\": 1}, \"remove\": true" + rest);
    }

    @Test
    void returnsTheDocumentAsItIsAfter() {
        Exchange.assertSends(
                new FindAndModify(PEOPLE, FILTER, null, ReturnDocument.AFTER, true, new Document()),
                "{\"findAndModify\": \"people\", \"query\": {\"a\": 1}, \"remove\": true, \"new\": true}");
    }

    @Test
    void isARetryableWriteUnlessUnacknowledged() {
        assertThat(delete("{\"maxTimeMS\": 5}").maxTimeMillis()).isEqualTo(5);
        assertThat(delete("{}").kind()).isEqualTo(OperationKind.RETRYABLE_WRITE);
        assertThat(delete("{}").tried()).isEqualTo("findAndModify on app.people");
        var unacknowledged = new FindAndModify(PEOPLE, FILTER, null, ReturnDocument.BEFORE, false, new Document());
        assertThat(unacknowledged.kind()).isEqualTo(OperationKind.WRITE);
        assertThat(unacknowledged.build(Exchange.limits(25)).acknowledged()).isFalse();
        assertThat(unacknowledged.withoutReply(Exchange.SERVER)).isEmpty();
    }

    @Test
    void givesTheDocumentIfThereWasOne() {
        assertThat(Exchange.receives(delete("{}"), "{\"ok\": 1, \"value\": null}"))
                .isEmpty();
        assertThat(Exchange.receives(delete("{}"), "{\"ok\": 1, \"value\": {\"a\": 1}}"))
                .hasValueSatisfying(value -> Exchange.assertSame(value.toDocument(), "{\"a\": 1}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1}                                                           | ProtocolException     | 'value'
            {"ok": 1, "value": 1}                                               | ProtocolException     | value
            {"ok": 1, "value": []}                                              | ProtocolException     | value
            {"ok": 1, "value": null, "writeConcernError": 1} | ProtocolException | writeConcernError
            {"ok": 1, "value": null, "writeConcernError": {"code": 64, "errmsg": "slow"}} | WriteConcernException | slow
            {"ok": 0, "code": 11000, "errmsg": "E11000 duplicate key"}          | DuplicateKeyException | E11000
            {"ok": 0, "code": 121, "errmsg": "failed validation"} | DocumentValidationException | validation
            {"ok": 0, "code": 9, "errmsg": "no"}                                | CommandException      | code 9
            """)
    void otherRepliesAreErrors(String reply, String error, String text) {
        Exchange.assertFails(update("{}"), reply, error, text);
    }
}
