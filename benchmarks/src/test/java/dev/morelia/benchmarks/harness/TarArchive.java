package dev.morelia.benchmarks.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes a gzipped tar file like those of the benchmarking specification. */
public final class TarArchive implements AutoCloseable {
    private static final int BLOCK_BYTES = 512;

    private final OutputStream archive;

    public TarArchive(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        archive = new GZIPOutputStream(Files.newOutputStream(file));
    }

    /** Adds a file, or a directory whose name ends with a slash. */
    public TarArchive add(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[BLOCK_BYTES];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(content.length));
        archive.write(header);
        archive.write(Arrays.copyOf(content, (content.length + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES));
        return this;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    @Override
    public void close() throws IOException {
        archive.write(new byte[2 * BLOCK_BYTES]);
        archive.close();
    }
}
