package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetMoreTest {
    private static final ServerCursor CURSOR = new ServerCursor(7, "app.people.old", Exchange.SERVER);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0 |       | 25 |                              | false
            5 | 0 |       | 25 | , "batchSize": {"$numberLong": "5"}             | false
            0 | 9 |       | 25 |                              | true
            0 | 0 | why   | 8  |                              | false
            0 | 0 | why   | 9  | , "comment": "why"           | false
            5 | 9 | why   | 25 | , "batchSize": {"$numberLong": "5"}, "comment": "why" | true
            """)
    void optionsBecomeFields(
            int batchSize, long maxTimeMillis, String comment, int wireVersion, String fields, boolean takesMaxTime) {
        var getMore = new GetMore(CURSOR, batchSize, maxTimeMillis, comment);
        Exchange.assertSends(
                getMore,
                wireVersion,
                "{\"getMore\": {\"$numberLong\": \"7\"}, \"collection\": \"people.old\""
                        + (fields == null ? "" : fields) + "}");
        assertThat(getMore.takesMaxTime()).isEqualTo(takesMaxTime);
        assertThat(getMore.maxTimeMillis()).isEqualTo(maxTimeMillis);
        assertThat(getMore.kind()).isEqualTo(OperationKind.CURSOR);
        assertThat(getMore.tried()).isEqualTo("getMore on app.people.old");
    }
}
