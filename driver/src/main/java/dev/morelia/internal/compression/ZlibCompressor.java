package dev.morelia.internal.compression;

import dev.morelia.spi.Compressor;
import java.util.function.BooleanSupplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * zlib by the JDK. A {@link Deflater} has about 270 KB of native memory, and creating one costs more than compressing a
 * small message, so a few are kept. Thread-safe.
 */
final class ZlibCompressor implements Compressor, AutoCloseable {

    private static final byte[] NOTHING = {};

    /** What is decompressed at once: some 15 milliseconds at worst, without content. */
    private static final int STEP_BYTES = 64 * 1024;

    private final int level;
    private final IdleInstances<Deflater> deflaters = new IdleInstances<>();
    private final IdleInstances<Inflater> inflaters = new IdleInstances<>();
    private volatile boolean closed;

    ZlibCompressor(int level) {
        this.level = level;
    }

    @Override
    public String name() {
        return Compression.ZLIB;
    }

    @Override
    public int id() {
        return 2;
    }

    /** More than zlib's own bound, which depends on the implementation that the JDK is linked with. */
    @Override
    public int maximumCompressedLength(int length) {
        return Math.addExact(length, (length >>> 3) + 64);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Deflater idle = deflaters.take();
        Deflater deflater = idle == null ? new Deflater(level) : idle;
        boolean reusable = false;
        try {
            deflater.setInput(source, offset, length);
            deflater.finish();
            int end = targetOffset;
            while (!deflater.finished()) {
                int written = deflater.deflate(target, end, target.length - end);
                if (written == 0) {
                    throw new IllegalStateException(length + " bytes become more than expected");
                }
                end += written;
            }
            reusable = true;
            return end - targetOffset;
        } finally {
            if (reusable) {
                deflater.reset();
                // Does not keep the message in memory.
                deflater.setInput(NOTHING);
            }
            if (!reusable || closed || !deflaters.keep(deflater)) {
                deflater.end();
            }
            releaseIfClosed();
        }
    }

    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target) {
        return decompress(source, offset, length, target, () -> false);
    }

    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target, BooleanSupplier isOver) {
        Inflater idle = inflaters.take();
        Inflater inflater = idle == null ? new Inflater() : idle;
        boolean reusable = false;
        try {
            int end = inflate(inflater, source, offset, length, target, isOver);
            reusable = true;
            return end;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("zlib data is malformed: " + e.getMessage(), e);
        } finally {
            if (reusable) {
                inflater.reset();
                inflater.setInput(NOTHING);
            }
            if (!reusable || closed || !inflaters.keep(inflater)) {
                inflater.end();
            }
            releaseIfClosed();
        }
    }

    /** In steps, because data without any content can take longer than an operation may. */
    private static int inflate(
            Inflater inflater, byte[] source, int offset, int length, byte[] target, BooleanSupplier isOver)
            throws DataFormatException {
        int end = 0;
        int given = 0;
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                if (given == length) {
                    throw new IllegalArgumentException("zlib data ends after " + end + " bytes of its content");
                }
                if (given > 0 && isOver.getAsBoolean()) {
                    throw new IllegalArgumentException("decompressed only " + given + " bytes until it was too late");
                }
                int step = Math.min(length - given, STEP_BYTES);
                inflater.setInput(source, offset + given, step);
                given += step;
            }
            end += inflate(inflater, target, end);
        }
        int left = inflater.getRemaining() + length - given;
        if (left > 0) {
            throw new IllegalArgumentException(left + " bytes follow the zlib data");
        }
        return end;
    }

    private static int inflate(Inflater inflater, byte[] target, int end) throws DataFormatException {
        // The checksum at the end is read, and compared, only when more is asked for.
        boolean full = end == target.length;
        int read = full ? inflater.inflate(new byte[1]) : inflater.inflate(target, end, target.length - end);
        if (full && read > 0) {
            throw new IllegalArgumentException("zlib data has a longer content");
        }
        if (read == 0 && inflater.needsDictionary()) {
            throw new IllegalArgumentException("zlib data needs a dictionary");
        }
        return read;
    }

    private void releaseIfClosed() {
        if (closed) {
            close();
        }
    }

    /** Frees native memory now; later calls use and free objects of their own. */
    @Override
    public void close() {
        closed = true;
        for (var deflater = deflaters.take(); deflater != null; deflater = deflaters.take()) {
            deflater.end();
        }
        for (var inflater = inflaters.take(); inflater != null; inflater = inflaters.take()) {
            inflater.end();
        }
    }
}
