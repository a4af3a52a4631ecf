package dev.morelia.internal.compression;

import dev.morelia.spi.Compressor;
import io.airlift.compress.snappy.SnappyDecompressor;

/** Snappy by aircompressor, in Java; loaded only if that library is present. Thread-safe. */
final class SnappyCompressor implements Compressor {

    /** Each has a table of 32 KB. */
    private final IdleInstances<io.airlift.compress.snappy.SnappyCompressor> compressors = new IdleInstances<>();

    /** Has no state. */
    private final SnappyDecompressor decompressor = new SnappyDecompressor();

    SnappyCompressor() {
        compressors.keep(new io.airlift.compress.snappy.SnappyCompressor());
    }

    @Override
    public String name() {
        return Compression.SNAPPY;
    }

    @Override
    public int id() {
        return 1;
    }

    @Override
    public int maximumCompressedLength(int length) {
        return Math.addExact(length, length / 6 + 32);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        var idle = compressors.take();
        var compressor = idle == null ? new io.airlift.compress.snappy.SnappyCompressor() : idle;
        int written = compressor.compress(source, offset, length, target, targetOffset, target.length - targetOffset);
        compressors.keep(compressor);
        return written;
    }

    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target) {
        return decompressor.decompress(source, offset, length, target, 0, target.length);
    }
}
