package dev.morelia.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadAheadMemoryTest {
    private final ReadAheadMemory memory = new ReadAheadMemory(100);

    @Test
    void aShareIsGivenBackOnce() {
        var share = Objects.requireNonNull(memory.reserveFor(this, 60));
        assertThat(memory.reserveFor(this, 41)).isNull();
        assertThat(memory.reservedBytes()).isEqualTo(60);
        share.clean();
        share.clean();
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void aForgottenOwnerGivesItsShareBack() throws InterruptedException {
        assertThat(memory.reserveFor(new Object(), 60)).isNotNull();
        while (memory.reservedBytes() > 0) {
            System.gc();
            Thread.sleep(5);
        }
    }
}
