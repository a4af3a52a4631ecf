package dev.morelia.internal.compression;

import dev.morelia.spi.Compressor;
import io.airlift.compress.zstd.ZstdDecompressor;

/** Zstandard by aircompressor, in Java; loaded only if that library is present. Thread-safe. */
final class ZstdCompressor implements Compressor {

    /** Has no state. */
    private final io.airlift.compress.zstd.ZstdCompressor compressor = new io.airlift.compress.zstd.ZstdCompressor();

    /** Each has tables and a buffer of together about 200 KB. */
    private final IdleInstances<ZstdDecompressor> decompressors = new IdleInstances<>();

    ZstdCompressor() {
        decompressors.keep(new ZstdDecompressor());
    }

    @Override
    public String name() {
        return Compression.ZSTD;
    }

    @Override
    public int id() {
        return 3;
    }

    @Override
    public int maximumCompressedLength(int length) {
        return compressor.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        return compressor.compress(source, offset, length, target, targetOffset, target.length - targetOffset);
    }

    /** An object that has thrown is not used again. */
    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target) {
        var idle = decompressors.take();
        var decompressor = idle == null ? new ZstdDecompressor() : idle;
        int written = decompressor.decompress(source, offset, length, target, 0, target.length);
        decompressors.keep(decompressor);
        return written;
    }
}
