package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectIdTest {

    private static final long RANDOM = 0x0102030405L;

    @ParameterizedTest
    @CsvSource({
        "00000000, 1970-01-01T00:00:00Z",
        "7FFFFFFF, 2038-01-19T03:14:07Z",
        "80000000, 2038-01-19T03:14:08Z",
        "FFFFFFFF, 2106-02-07T06:28:15Z"
    })
    void timestampIsUnsigned(String hex, Instant instant) {
        assertThat(ObjectId.of(hex + "0000000000000000").timestamp()).isEqualTo(instant);
        assertThat(ObjectId.smallestAt(instant)).isEqualTo(ObjectId.of(hex + "0000000000000000"));
    }

    @Test
    void counterWrapsToZero() {
        var generator = new ObjectIdGenerator(() -> 1_999L, RANDOM, 0xfffffe);
        assertThat(ObjectId.next(generator)).hasToString("000000010102030405fffffe");
        assertThat(ObjectId.next(generator)).hasToString("000000010102030405ffffff");
        assertThat(ObjectId.next(generator)).hasToString("000000010102030405000000");
        assertThat(ObjectId.next(generator)).hasToString("000000010102030405000001");
    }

    @Test
    void counterWrapsWhereTheIntOverflows() {
        var generator = new ObjectIdGenerator(() -> 0L, RANDOM, Integer.MAX_VALUE);
        assertThat(ObjectId.next(generator).hex()).endsWith("ffffff");
        assertThat(ObjectId.next(generator).hex()).endsWith("000000");
        var beforeZero = new ObjectIdGenerator(() -> 0L, RANDOM, -1);
        assertThat(ObjectId.next(beforeZero).hex()).endsWith("ffffff");
        assertThat(ObjectId.next(beforeZero).hex()).endsWith("000000");
    }

    @Test
    void usesTheTimeOfTheClock() {
        var late = new ObjectIdGenerator(() -> 0xffff_ffffL * 1000 + 999, -1L, 0);
        assertThat(ObjectId.next(late)).hasToString("ffffffffffffffffff000000");
        var before = Instant.now().getEpochSecond();
        var seconds = new ObjectId().timestamp().getEpochSecond();
        assertThat(seconds).isBetween(before, Instant.now().getEpochSecond());
    }

    @Test
    void allThreadsShareRandomValueAndCounter() {
        Set<ObjectId> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 20_000).parallel().forEach(i -> made.add(new ObjectId()));
        assertThat(made).hasSize(20_000);
        assertThat(made.stream().map(id -> id.hex().substring(8, 18)).distinct())
                .hasSize(1);
    }

    @Test
    void readsAndWritesHexAndBytes() {
        var id = ObjectId.of("56e1FC72e0c917e9c4714161");
        assertThat(id.hex()).isEqualTo("56e1fc72e0c917e9c4714161");
        assertThat(new ObjectId("56e1FC72e0c917e9c4714161")).isEqualTo(id);
        assertThat(ObjectId.ofBytes(id.toByteArray(), 0)).isEqualTo(id).hasSameHashCodeAs(id);
        var target = new byte[14];
        id.writeTo(target, 2);
        assertThat(ObjectId.ofBytes(target, 2)).isEqualTo(id);
        assertThat(target[2]).isEqualTo((byte) 0x56);
        assertThatThrownBy(() -> id.writeTo(target, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ObjectId.ofBytes(target, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "56e1fc72e0c917e9c471416",
                "56e1fc72e0c917e9c47141611",
                "g6e1fc72e0c917e9c4714161",
                "56e1fc72e0c917e9c471416\u0661",
                "56e1fc72e0c917e9c471416\u0141",
                "-6e1fc72e0c917e9c4714161"
            })
    void rejectsOtherText(String hex) {
        assertThat(ObjectId.isValid(hex)).isFalse();
        assertThatThrownBy(() -> ObjectId.of(hex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hex")
                .hasMessageContaining(hex);
        assertThatThrownBy(() -> new ObjectId(hex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hex must be 24 hexadecimal digits")
                .hasMessageContaining(hex);
    }

    @Test
    void rejectsNullAndShowsLittleOfLongText() {
        String none = null;
        assertThatThrownBy(() -> ObjectId.class.getConstructor(String.class).newInstance(none))
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("hex must not be null");
        assertThatThrownBy(() -> new ObjectId("f".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void rejectsOtherLengthsAndTimes() {
        assertThatThrownBy(() -> ObjectId.ofBytes(new byte[11], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ObjectId.smallestAt(Instant.ofEpochSecond(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ObjectId.smallestAt(Instant.ofEpochSecond(1L << 32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2106-02-07T06:28:16Z");
    }

    @Test
    void ordersAsUnsignedBytes() {
        assertThat(IntStream.range(0, 4)
                        .mapToObj(i -> new String[] {
                                    "000000000000000000000001",
                                    "000000008000000000000000",
                                    "7fffffffffffffffffffffff",
                                    "800000000000000000000000"
                                }
                                [i])
                        .map(ObjectId::of))
                .isSorted();
    }
}
