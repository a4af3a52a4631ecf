package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationKindTest {
    private static final String TABLE = """
            QUERY           | read  | retryable | read concern |               | read preference | secondary
            LISTING         | read  | retryable |              |               |                 | secondary
            QUERY_INTO      | write |           | read concern | write concern | read preference |
            QUERY_ONCE      | read  |           | read concern |               | read preference | secondary
            WRITE           | write |           |              | write concern |                 |
            RETRYABLE_WRITE | write |           |              | write concern |                 |
            COMMAND         | both  |           |              |               | read preference | secondary
            TRANSACTION_END | write |           |              | write concern |                 |
            CURSOR          | read  |           |              |               |                 |
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void whatEachKindTakes(
            OperationKind kind,
            String direction,
            String retryable,
            String readConcern,
            String writeConcern,
            String readPreference) {
        assertThat(kind.reads()).isEqualTo(!direction.equals("write"));
        assertThat(kind.writes()).isEqualTo(!direction.equals("read"));
        assertThat(kind.isRetryableRead()).isEqualTo(retryable != null);
        assertThat(kind.takesReadConcern()).isEqualTo(readConcern != null);
        assertThat(kind.takesWriteConcern()).isEqualTo(writeConcern != null);
        assertThat(kind.takesReadPreference()).isEqualTo(readPreference != null);
        assertThat(kind.mayRunOnSecondary())
                .isEqualTo(TABLE.lines().anyMatch(row -> row.startsWith(kind + " ") && row.endsWith("secondary")));
    }

    @Test
    void theTableHasThemAll() {
        assertThat(TABLE.lines().map(row -> row.substring(0, row.indexOf(' '))))
                .containsExactlyElementsOf(
                        Arrays.stream(OperationKind.values()).map(Enum::name).toList());
    }
}
