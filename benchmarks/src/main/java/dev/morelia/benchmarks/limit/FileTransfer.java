package dev.morelia.benchmarks.limit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a row with a file cannot do without, besides its messages: to read the file, or to write it. */
public interface FileTransfer {
    /** Reads or writes the file. */
    void run() throws IOException;

    /** Reads a file to its end, and discards it. */
    static FileTransfer reading(Path file) {
        ByteBuffer piece = ByteBuffer.allocateDirect(1 << 18);
        return () -> {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                while (channel.read(piece.clear()) >= 0) {
                    // Only read.
                }
            }
        };
    }

    /** Writes a new file with what this one contains now, from memory. */
    static FileTransfer writing(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        ByteBuffer prepared = ByteBuffer.allocateDirect(content.length).put(content);
        return () -> {
            prepared.flip();
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (prepared.hasRemaining()) {
                    int unused = channel.write(prepared);
                }
            }
        };
    }
}
