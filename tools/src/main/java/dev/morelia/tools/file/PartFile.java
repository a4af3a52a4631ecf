package dev.morelia.tools.file;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is being written beside the one that it replaces when it is complete: its name ends with {@code .part}.
 * One program at a time can have it. For one thread.
 */
public final class PartFile implements Closeable {
    /** So much of the name of a file is unique, and leaves room for another ending. */
    private static final int MAXIMUM_NAME = 240;

    /** Those to be deleted, also if the program is ended by a signal. */
    private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> TEMPORARY.forEach(PartFile::deleteQuietly)));
    }

    private final Path file;
    private final Path part;
    private final boolean kept;
    private final FileChannel channel;
    private boolean complete;

    private PartFile(Path file, Path part, boolean kept, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.kept = kept;
        this.channel = channel;
    }

    /** The file that a symbolic link leads to: that is replaced, not the link. */
    public static Path target(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return file;
        }
        return Files.exists(file) ? file.toRealPath() : file.resolveSibling(Files.readSymbolicLink(file));
    }

    /** The name until the file is complete. */
    public static Path path(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, Math.min(name.length(), MAXIMUM_NAME)) + ".part");
    }

    /**
     * Begins an empty file, which is deleted unless it is completed.
     *
     * @throws IOException if it cannot be written, or another program writes it
     */
    public static PartFile create(Path file) throws IOException {
        PartFile created = open(file, false);
        TEMPORARY.add(created.part);
        try {
            created.truncate(0);
        } catch (IOException failed) {
            created.close();
            throw failed;
        }
        return created;
    }

    /**
     * Opens the file that an earlier program has begun, or a new one; it is kept also if it is not completed.
     *
     * @throws IOException if it cannot be written, or another program writes it
     */
    public static PartFile keep(Path file) throws IOException {
        return open(file, true);
    }

    private static PartFile open(Path file, boolean kept) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        Path part = path(file);
        var channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        // It may have been completed by another program before it was locked.
        if (!isLocked(channel) || !Files.exists(part)) {
            channel.close();
            throw new FileSystemException(part.toString(), null, "another command is writing " + part);
        }
        return new PartFile(file, part, kept, channel);
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException withinThisProgram) {
            return false;
        } catch (IOException unsupported) {
            // A file system without locks.
            return true;
        }
    }

    /** Removes what is after the first bytes, after which the next ones are written. */
    public void truncate(long size) throws IOException {
        channel.truncate(size).position(size);
    }

    /** Appends; closing it does nothing. */
    public OutputStream output() {
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() {
                // The lock lasts until the part is closed.
            }
        };
    }

    /** The file is complete, and replaces the one of its name when it is closed. */
    public void complete() {
        complete = true;
    }

    /**
     * Replaces the file if this one is complete.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        // While it is locked, so that it is not yet that of another program.
        try (channel) {
            if (complete) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } else if (!kept) {
                Files.deleteIfExists(part);
            }
        } finally {
            TEMPORARY.remove(part);
        }
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException ignored) {
            // The program ends.
        }
    }
}
