package dev.morelia.benchmarks.bson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.io.BsonOutput;
import java.util.Arrays;
import java.util.List;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both libraries do the same work in every row. */
final class BsonTaskTest {
    private static final String DOCUMENT = """
            {"_id": {"$oid": "507f1f77bcf86cd799439011"}, "text": "x", "more": "é", "int": {"$numberInt": "1"},
             "long": {"$numberLong": "2"}, "double": {"$numberDouble": "1.5"}, "true": true, "in": {"a": [1, null]}}
            """;
    private static final String MODEL = """
            {"field1": "a", "field2": "b", "field3": "c", "field4": "d", "field5": "e", "field6": "f", "field7": "g",
             "field8": 8, "field9": 9, "field10": 10, "field11": 11, "field12": 12, "field13": 13}
            """;

    static List<BsonTask.Row> rows() {
        return BsonTask.Row.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void sameResult(BsonTask.Row row) {
        String json = row.document().equals("model") ? MODEL : DOCUMENT;
        var ours = new MoreliaBson().operation(row.task(), json).run();
        var peer = new OfficialBson().operation(row.task(), json).run();
        switch (row.task()) {
            case ENCODE, RECORD_ENCODE ->
                assertThat(bytes((BsonOutput) ours)).isEqualTo(((BasicOutputBuffer) peer).toByteArray());
            case JSON_WRITE ->
                assertThat(ours.toString().replace(" ", ""))
                        .isEqualTo(peer.toString().replace(" ", ""));
            case DECODE, JSON_READ ->
                assertThat(ours.toString().replace(" ", ""))
                        .isEqualTo(((org.bson.Document) peer).toJson().replace(" ", ""));
            case RAW_FIELD, RECORD_DECODE -> assertThat(ours).isEqualTo(peer);
        }
    }

    private static byte[] bytes(BsonOutput output) {
        return Arrays.copyOf(output.buffer(), output.position());
    }
}
