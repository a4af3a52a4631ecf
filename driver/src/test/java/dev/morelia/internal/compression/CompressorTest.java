package dev.morelia.internal.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.spi.Compressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver's own compressors. */
@Timeout(60)
class CompressorTest {
    private static final int OFFSET = 11;

    static Stream<Compressor> compressors() {
        return Stream.of(
                new SnappyCompressor(),
                new ZlibCompressor(-1),
                new ZlibCompressor(0),
                new ZlibCompressor(9),
                new ZstdCompressor());
    }

    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ("people, places and things ".charAt(i % 26) + i / 5000 % 3);
        }
        return bytes;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** In the middle of larger arrays, whose other bytes stay as they are. */
    private static byte[] compressed(Compressor compressor, byte[] bytes) {
        byte[] source = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, source, 7, bytes.length);
        byte[] target = new byte[OFFSET + compressor.maximumCompressedLength(bytes.length)];
        Arrays.fill(target, 0, OFFSET, (byte) 9);
        int written = compressor.compress(source, 7, bytes.length, target, OFFSET);
        assertThat(Arrays.copyOf(target, OFFSET)).containsOnly(9);
        return Arrays.copyOfRange(target, OFFSET, OFFSET + written);
    }

    private static byte[] decompressed(Compressor compressor, byte[] compressed, int size) {
        byte[] source = new byte[compressed.length + 20];
        Arrays.fill(source, (byte) 0xA5);
        System.arraycopy(compressed, 0, source, 5, compressed.length);
        byte[] target = new byte[size];
        int written = compressor.decompress(source, 5, compressed.length, target);
        return written == size ? target : Arrays.copyOf(target, written);
    }

    @Test
    void zlibGivesUpWhenNobodyWaits() {
        var compressor = new ZlibCompressor(-1);
        byte[] source = noise(200_000);
        byte[] compressed = compressed(compressor, source);
        byte[] target = new byte[source.length];
        assertThat(compressor.decompress(compressed, 0, compressed.length, target, () -> false))
                .isEqualTo(source.length);
        assertThat(target).isEqualTo(source);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compressor.decompress(compressed, 0, compressed.length, target, () -> true))
                .withMessageContaining("until it was too late");
        byte[] small = compressed(compressor, text(1000));
        assertThat(compressor.decompress(small, 0, small.length, new byte[1000], () -> true))
                .isEqualTo(1000);
    }

    @Test
    @Timeout(10)
    void zlibKnowsNoDictionary() {
        var deflater = new Deflater();
        deflater.setDictionary(text(100));
        deflater.setInput(text(1000));
        deflater.finish();
        byte[] compressed = new byte[2000];
        int length = deflater.deflate(compressed);
        deflater.end();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ZlibCompressor(-1).decompress(compressed, 0, length, new byte[1000]))
                .withMessageContaining("needs a dictionary");
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void returnsWhatWasCompressed(Compressor compressor) {
        for (int length : List.of(1, 2, 10, 26, 300, 65_535, 65_536, 200_000, 3_000_000)) {
            for (byte[] bytes : List.of(text(length), noise(length), new byte[length])) {
                assertThat(decompressed(compressor, compressed(compressor, bytes), length))
                        .isEqualTo(bytes);
            }
        }
        assertThat(compressed(compressor, new byte[500_000]).length).isLessThan(600_000);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void neverSucceedsWithAWrongSize(Compressor compressor) {
        byte[] compressed = compressed(compressor, text(5000));
        for (int size : List.of(1, 10, 4999, 5001, 100_000)) {
            int written;
            try {
                written = decompressed(compressor, compressed, size).length;
            } catch (RuntimeException e) {
                continue;
            }
            assertThat(written).as("declared %d", size).isNotEqualTo(size);
        }
    }

    /** 100 MB of zeros in a few KB: decompressing stops at the size of the target. */
    @ParameterizedTest
    @MethodSource("compressors")
    void stopsAtTheDeclaredSize(Compressor compressor) {
        byte[] bomb = compressed(compressor, new byte[100_000_000]);
        long before = System.nanoTime();
        assertThatThrownBy(() -> decompressed(compressor, bomb, 1000)).isInstanceOf(RuntimeException.class);
        assertThat(System.nanoTime() - before).isLessThan(1_000_000_000);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void truncatedAndExtendedDataIsRejected(Compressor compressor) {
        byte[] compressed = compressed(compressor, text(5000));
        for (int length = 0; length < compressed.length; length++) {
            byte[] part = Arrays.copyOf(compressed, length);
            assertThat(outcome(compressor, part, 5000)).as("%d bytes", length).isNotEqualTo(5000);
        }
        assertThat(outcome(compressor, Arrays.copyOf(compressed, compressed.length + 3), 5000))
                .isNotEqualTo(5000);
    }

    /** The number of bytes; -1 after an exception. */
    private static int outcome(Compressor compressor, byte[] bytes, int size) {
        try {
            return decompressed(compressor, bytes, size).length;
        } catch (RuntimeException e) {
            return -1;
        }
    }

    /** Corrupted and random bytes cause nothing worse than an exception, and the compressor remains usable. */
    @ParameterizedTest
    @MethodSource("compressors")
    void corruptedDataIsHarmless(Compressor compressor) {
        byte[] text = text(2000);
        byte[] compressed = compressed(compressor, text);
        long seed = Long.getLong("morelia.fuzz.seed", 20_261_121L);
        int rejected = 0;
        for (int round = 0; round < 3000; round++) {
            var random = new Random(seed + round);
            byte[] bytes = round % 3 == 0 ? noise(random.nextInt(500)) : compressed.clone();
            for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            rejected += outcome(compressor, bytes, 2000) == 2000 ? 0 : 1;
        }
        assertThat(rejected).isPositive();
        assertThat(decompressed(compressor, compressed, 2000)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void manyThreadsUseOneInstance(Compressor compressor) {
        var futures = IntStream.range(0, 16)
                .mapToObj(number -> CompletableFuture.runAsync(() -> {
                    for (int round = 0; round < 100; round++) {
                        byte[] text = text(1000 + 37 * number + round);
                        assertThat(decompressed(compressor, compressed(compressor, text), text.length))
                                .isEqualTo(text);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        assertThatCode(() -> CompletableFuture.allOf(futures).join()).doesNotThrowAnyException();
    }

    @Test
    void zlibIsThatOfTheJdk() throws IOException {
        var zlib = new ZlibCompressor(-1);
        byte[] text = text(10_000);
        assertThat(new InflaterInputStream(new ByteArrayInputStream(compressed(zlib, text))).readAllBytes())
                .isEqualTo(text);
        var bytes = new ByteArrayOutputStream();
        try (var deflating = new DeflaterOutputStream(bytes)) {
            deflating.write(text);
        }
        assertThat(decompressed(zlib, bytes.toByteArray(), text.length)).isEqualTo(text);
    }

    @Test
    void theLevelOfZlibMatters() {
        assertThat(compressed(new ZlibCompressor(0), text(10_000)).length).isGreaterThan(10_000);
        assertThat(compressed(new ZlibCompressor(9), text(10_000)).length).isLessThan(1000);
    }

    @Test
    void zlibIsUsableAfterItsMemoryIsFreed() {
        var zlib = new ZlibCompressor(-1);
        byte[] before = compressed(zlib, text(100));
        zlib.close();
        assertThat(decompressed(zlib, before, 100)).isEqualTo(text(100));
        assertThat(decompressed(zlib, compressed(zlib, text(100)), 100)).isEqualTo(text(100));
    }
}
