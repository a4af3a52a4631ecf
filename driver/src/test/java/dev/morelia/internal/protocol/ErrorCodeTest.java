package dev.morelia.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** The groups of codes, number by number as the specifications list them. */
class ErrorCodeTest {
    @Test
    void codesAreFoundByNumber() {
        assertThat(ErrorCode.values())
                .allSatisfy(code -> assertThat(ErrorCode.of(code.number())).isSameAs(code));
        assertThat(ErrorCode.of(0)).isNull();
        assertThat(ErrorCode.of(10107)).isEqualTo(ErrorCode.NOT_WRITABLE_PRIMARY);
    }

    @Test
    void groupsAreThoseOfTheSpecifications() {
        assertThat(numbers(ErrorCode::isShutdown)).containsExactly(91, 11600);
        assertThat(numbers(ErrorCode::isStateChange))
                .containsExactly(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);
        assertThat(numbers(ErrorCode::isRetryableWriteError))
                .containsExactly(6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);
        assertThat(numbers(ErrorCode::isRetryableReadError))
                .containsExactly(6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);
        assertThat(numbers(ErrorCode::isCommitPointUnknown)).containsExactly(134, 246);
        assertThat(numbers(ErrorCode::isDuplicateKey)).containsExactly(11000, 11001, 12582);
    }

    private static int[] numbers(IntPredicate group) {
        return Arrays.stream(ErrorCode.values())
                .mapToInt(ErrorCode::number)
                .filter(group)
                .sorted()
                .toArray();
    }
}
