package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Compression of messages. Immutable and thread-safe.
 *
 * @param compressors names in order of preference: {@code snappy}, {@code zlib}, {@code zstd}; none unless set
 * @param zlibCompressionLevel -1 for zlib's default, 0 for none, 1 fastest, 9 smallest; -1 unless set
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md">Wire Compression</a>
 */
public record CompressionSettings(List<String> compressors, int zlibCompressionLevel) {
    private static final CompressionSettings DEFAULTS =
            new CompressionSettings(List.of(), Deflater.DEFAULT_COMPRESSION);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if the level is not between -1 and 9
     */
    public CompressionSettings {
        compressors = Argument.list("compressors", compressors);
        if (zlibCompressionLevel < -1 || zlibCompressionLevel > 9) {
            throw Argument.rejected("zlibCompressionLevel", zlibCompressionLevel, "must be between -1 and 9");
        }
    }

    /** The defaults: no compression. */
    public static CompressionSettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given compressors. */
    public CompressionSettings compressors(List<String> value) {
        return new CompressionSettings(value, zlibCompressionLevel);
    }

    /** Returns a copy with the given {@code zlibCompressionLevel}. */
    public CompressionSettings zlibCompressionLevel(int value) {
        return new CompressionSettings(compressors, value);
    }
}
