package dev.morelia.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large batches are that are read ahead. */
class BatchSizingTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final BatchSizing sizing = new BatchSizing();

    @Test
    void theServerChoosesAsLongAsNothingIsKnownOfTheDocuments() {
        assertThat(sizing.documents()).isZero();
        sizing.usedUp(0, 100, 0, 0);
        assertThat(sizing.documents()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"101, 10100, 10485", "101, 161600, 655", "101, 10100000, 10", "1, 16000000, 1"})
    void aMebibyteAtFirst(int documents, long bytes, int expected) {
        sizing.usedUp(documents, bytes, MILLISECOND, 0);
        assertThat(sizing.documents()).isEqualTo(expected);
        assertThat(sizing.bytes()).isEqualTo(1 << 20);
    }

    @Test
    void theyGrowWhileTheProgramWaits() {
        for (int i = 0; i < 10; i++) {
            sizing.usedUp(100, 100_000, MILLISECOND, 2 * MILLISECOND);
        }
        assertThat(sizing.bytes()).isEqualTo(8 << 20);
        sizing.usedUp(100, 100_000, 2 * MILLISECOND, MILLISECOND);
        assertThat(sizing.bytes()).isEqualTo(8 << 20);
    }

    @Test
    void theyShrinkWhenTheProgramNeedsSeconds() {
        sizing.usedUp(100, 100_000, 2_000 * MILLISECOND, 5_000 * MILLISECOND);
        assertThat(sizing.bytes()).isEqualTo(1 << 19);
        for (int i = 0; i < 10; i++) {
            sizing.usedUp(100, 100_000, 2_000 * MILLISECOND, 0);
        }
        assertThat(sizing.bytes()).isEqualTo(1 << 16);
    }

    @Test
    void aBatchIsExpectedToBeAsLargeAsTheOneBefore() {
        sizing.usedUp(101, 10_100, MILLISECOND, 0);
        assertThat(sizing.expectedBytes(100_000)).isEqualTo(1 << 20);
        assertThat(sizing.expectedBytes(16_000_000)).isEqualTo(16_000_000);
    }

    @Test
    void theMemoryIsShared() {
        var memory = new ReadAheadMemory(100);
        assertThat(memory.reserve(60)).isTrue();
        assertThat(memory.reserve(60)).isFalse();
        assertThat(memory.reserve(40)).isTrue();
        memory.release(60);
        assertThat(memory.reserve(60)).isTrue();
        assertThat(memory.reservedBytes()).isEqualTo(100);
    }
}
