package dev.morelia.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.spi.Compressor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpCompressedTest {
    private static final int MAXIMUM = 1000;

    /** "Compresses" by flipping all bits, and returns whatever number it is told to. */
    private static final class Flipping implements Compressor {
        private int wrongBy;

        @Override
        public String name() {
            return "flipping";
        }

        @Override
        public int id() {
            return 200;
        }

        @Override
        public int maximumCompressedLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
            for (int i = 0; i < length; i++) {
                target[targetOffset + i] = (byte) ~source[offset + i];
            }
            return length + wrongBy;
        }

        @Override
        public int decompress(byte[] source, int offset, int length, byte[] target) {
            if (length > target.length) {
                throw new IllegalArgumentException("too long");
            }
            return compress(source, offset, length, target, 0);
        }
    }

    private final Flipping compressor = new Flipping();

    private static byte[] message() {
        var output = new BsonOutput();
        var documents = List.of(new OpMsg.Sequence("documents", List.of(RawDocument.encode(Document.of("_id", 1)))));
        new OpMsg(0, RawDocument.encode(Document.of("insert", "people")), documents).encode(output, 7, 5);
        return output.toByteArray();
    }

    private static byte[] before(int originalOpCode, int size, int id) {
        var output = new BsonOutput();
        output.writeInt32(originalOpCode);
        output.writeInt32(size);
        output.writeByte(id);
        return output.toByteArray();
    }

    @Test
    void hasTheBytesOfTheSpecification() {
        byte[] message = message();
        byte[] compressed = OpCompressed.encode(compressor, message);
        var header = MessageHeader.decode(compressed, 0, MAXIMUM);
        assertThat(header).isEqualTo(new MessageHeader(compressed.length, 7, 5, 2012));
        assertThat(compressed)
                .startsWith(LittleEndianBytes.of(compressed.length, 7, 5, 2012, 2013, message.length - 16));
        assertThat(compressed[24]).isEqualTo((byte) 200);
        assertThat(compressed[25]).isEqualTo((byte) ~message[16]);
        assertThat(OpCompressed.original(compressed, id -> id == 200 ? compressor : null))
                .isEqualTo(message);
        assertThat(OpCompressed.original(message, id -> null)).isSameAs(message);
    }

    private static final class LittleEndianBytes {
        static byte[] of(int... values) {
            var output = new BsonOutput();
            for (int value : values) {
                output.writeInt32(value);
            }
            return output.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2004, 2010, 2012, 2014, -1})
    void containsNothingButAnOpMsg(int original) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> OpCompressed.decode(before(original, 50, 2), 0, 30, MAXIMUM))
                .withMessageContaining("operation code " + original);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 9, 1001, 48_016_385, Integer.MAX_VALUE})
    void theDeclaredSizeIsCheckedFirst(int size) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> OpCompressed.decode(before(2013, size, 2), 0, 30, MAXIMUM))
                .withMessageContaining("contains " + size + " bytes, must be from 10 to 1000");
    }

    @Test
    void theMaximumOfTheProtocolHoldsToo() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> OpCompressed.decode(before(2013, 48_016_369, 2), 0, 30, Integer.MAX_VALUE))
                .withMessageContaining("to 48016368");
        assertThat(OpCompressed.decode(before(2013, 48_016_368, 255), 0, 30, Integer.MAX_VALUE))
                .isEqualTo(new OpCompressed(48_016_368, 255));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 9})
    void somethingFollows(int length) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> OpCompressed.decode(before(2013, 50, 2), 0, length, MAXIMUM))
                .withMessageContaining("no compressed bytes");
    }

    @ParameterizedTest
    @CsvSource({"10, 9", "10, 11", "11, 10"})
    void theContentHasTheDeclaredSize(int declared, int actual) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> decompress(declared, compressor, actual))
                .withMessageMatching(".*(instead of the declared|to) " + declared + ".*");
    }

    @Test
    void whateverACompressorThrowsIsAWireException() {
        for (Throwable thrown : List.of(new IllegalStateException(), new AssertionError(), new IOException())) {
            var throwing = new ThrowingCompressor(thrown);
            assertThatThrownBy(() -> decompress(10, throwing, 10))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(thrown.getClass().getName())
                    .hasSuppressedException(thrown);
        }
        var memory = new OutOfMemoryError();
        assertThatThrownBy(() -> decompress(10, new ThrowingCompressor(memory), 10))
                .isSameAs(memory);
    }

    private static byte[] decompress(int declared, Compressor compressor, int actual) {
        return new OpCompressed(declared, 200).decompress(compressor, new byte[actual], 0, actual, () -> false);
    }

    private record ThrowingCompressor(Throwable thrown) implements Compressor {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public int id() {
            return 200;
        }

        @Override
        public int maximumCompressedLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
            throw sneaky(thrown);
        }

        @Override
        public int decompress(byte[] source, int offset, int length, byte[] target) {
            throw sneaky(thrown);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_000_000, 1})
    void aCompressorThatReturnsAnImpossibleLengthIsNoticed(int wrongBy) {
        compressor.wrongBy = wrongBy;
        assertThatIllegalStateException()
                .isThrownBy(() -> OpCompressed.encode(compressor, message()))
                .withMessageContaining("returned the length");
    }

    @Test
    void anUnknownCompressorIsNamed() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> OpCompressed.original(OpCompressed.encode(compressor, message()), id -> null))
                .withMessageContaining("unknown compressor id 200");
    }
}
