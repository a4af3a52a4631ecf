package dev.morelia.gridfs;

import dev.morelia.internal.argument.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of a bucket, as a stream or as a channel: both have the same position, and {@link #position(long)},
 * {@link #skip} and {@link #reset} go to any other without reading what is in between. Chunks are fetched in batches of
 * up to 4 MiB, small ones first, and checked; they are not copied before {@code read}. Where much is read in sequence,
 * up to two further batches are requested at the same time, on virtual threads, which call command listeners for them;
 * not in explicit sessions, and not if other downloads and cursors of the client have read ahead as much as it may: an
 * eighth of the heap, at most 256 MiB. The memory of batches is used again for later ones of the stream. Reads need no
 * {@link java.io.BufferedInputStream}.
 *
 * <p>A timeout of the bucket began when the stream was opened, and holds for all its reads together. A read that fails
 * does not move the position and may be tried again. Nothing is held on the server, so a stream that is not closed
 * costs only memory. Not thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md#file-download">GridFS: file download</a>
 */
public final class GridFsDownloadStream extends InputStream implements SeekableByteChannel {
    private static final int FIRST_ARRAY = 1 << 20;

    private final GridFsFile file;
    private final ChunkReader chunks;
    private long position;
    private long mark;
    private boolean closed;

    GridFsDownloadStream(GridFsFile file, ChunkReader chunks) {
        this.file = file;
        this.chunks = chunks;
    }

    /** The file. */
    public GridFsFile file() {
        return file;
    }

    /**
     * Reads one byte.
     *
     * @return the byte; -1 at the end
     * @throws dev.morelia.error.GridFsException.CorruptFile if a chunk is missing or not as it should be
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     * @throws IllegalStateException if the stream is closed
     */
    @Override
    public int read() {
        if (isAtEnd()) {
            return -1;
        }
        int value = rest().get() & 0xFF;
        position++;
        return value;
    }

    /** Reads into an array, up to the end of a chunk; otherwise as {@link #read()} does. */
    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, Argument.notNull("bytes", bytes).length);
        return read(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Reads into a buffer, up to the end of a chunk; otherwise as {@link #read()} does. */
    @Override
    public int read(ByteBuffer destination) {
        boolean wanted = Argument.notNull("destination", destination).hasRemaining();
        if (isAtEnd()) {
            return wanted ? -1 : 0;
        }
        if (!wanted) {
            return 0;
        }
        ByteBuffer rest = rest();
        int length = Math.min(rest.remaining(), destination.remaining());
        destination.put(rest.limit(rest.position() + length));
        position += length;
        return length;
    }

    /** Reads up to the end, or this many bytes; otherwise as {@link #read()} does. */
    @Override
    public byte[] readNBytes(int length) {
        long left = Math.min(Argument.atLeast("length", length, 0), Math.max(0, file.length() - position));
        requireOpen();
        // The length of the file may be wrong: take no more memory than twice what has been read.
        var bytes = new byte[(int) Math.min(left, FIRST_ARRAY)];
        int filled = 0;
        while (filled < left) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(left, 2L * filled));
            }
            filled += read(bytes, filled, bytes.length - filled);
        }
        return bytes;
    }

    /** Reads up to the end; otherwise as {@link #read()} does. */
    @Override
    public byte[] readAllBytes() {
        chunks.expectAll();
        return readNBytes(Integer.MAX_VALUE);
    }

    /**
     * Writes all bytes up to the end to a stream, which is not closed; otherwise as {@link #read()} does. The arrays
     * passed to the stream are filled anew after it has written them.
     *
     * @throws IOException if the other stream fails
     */
    @Override
    public long transferTo(OutputStream destination) throws IOException {
        Argument.notNull("destination", destination);
        chunks.expectAll();
        long from = position;
        while (!isAtEnd()) {
            ByteBuffer rest = rest();
            destination.write(rest.array(), rest.arrayOffset() + rest.position(), rest.remaining());
            position += rest.remaining();
        }
        return Math.max(0, position - from);
    }

    /** Moves forward, at most to the end, without reading. */
    @Override
    public long skip(long count) {
        requireOpen();
        long skipped = Math.clamp(count, 0, Math.max(0, file.length() - position));
        position += skipped;
        return skipped;
    }

    /** How many bytes of the current chunk are left if it was fetched already. */
    @Override
    public int available() {
        requireOpen();
        return chunks.available(position);
    }

    /** True. */
    @Override
    public boolean markSupported() {
        return true;
    }

    /** Remembers the position; how many bytes are read before {@link #reset} makes no difference. */
    @Override
    public void mark(int readLimit) {
        mark = position;
    }

    /** Goes to the position of the last {@link #mark}, or to the beginning. */
    @Override
    public void reset() {
        requireOpen();
        position = mark;
    }

    /** The number of the next byte. */
    @Override
    public long position() {
        requireOpen();
        return position;
    }

    /**
     * Goes to another position; beyond the end there is nothing to read.
     *
     * @throws IllegalArgumentException if it is negative
     */
    @Override
    public GridFsDownloadStream position(long newPosition) {
        requireOpen();
        position = Argument.atLeast("position", newPosition, 0);
        return this;
    }

    /** The length of the file in bytes. */
    @Override
    public long size() {
        requireOpen();
        return file.length();
    }

    /** Not possible: throws {@link NonWritableChannelException}. */
    @Override
    public int write(ByteBuffer source) {
        Argument.notNull("source", source);
        throw new NonWritableChannelException();
    }

    /** Not possible: throws {@link NonWritableChannelException}. */
    @Override
    public GridFsDownloadStream truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** Closes the stream and releases its memory; sends nothing. */
    @Override
    public void close() {
        closed = true;
        chunks.release();
    }

    private boolean isAtEnd() {
        requireOpen();
        return position >= file.length();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the stream of the file with the id " + Argument.shown(file.id())
                    + " is closed: read it before closing it");
        }
    }

    /** All of the file will be read. */
    void expectAll() {
        chunks.expectAll();
    }

    /** Reads the rest of the chunk at the position, valid until the next one is read; null at the end. */
    @Nullable
    ByteBuffer readChunk() {
        if (isAtEnd()) {
            return null;
        }
        ByteBuffer rest = rest();
        position += rest.remaining();
        return rest;
    }

    /** What is left of the chunk at the position, which is before the end. */
    private ByteBuffer rest() {
        ByteBuffer chunk = chunks.chunk(position / file.chunkSizeBytes());
        return chunk.position((int) (position % file.chunkSizeBytes()));
    }

    @Override
    public String toString() {
        return "GridFsDownloadStream[" + file + ", position " + position + "]";
    }
}
