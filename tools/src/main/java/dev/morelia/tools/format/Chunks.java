package dev.morelia.tools.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Divides an input into chunks of whole records. For one thread. */
public final class Chunks {
    /** Small enough not to be an object of its own region of the heap, large enough for one message to the server. */
    public static final int CHUNK_BYTES = 1 << 18;

    private final InputStream input;
    private final RecordEnds ends;
    private final int maximumRecordBytes;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int length;
    private boolean ended;
    private long offset;
    private long line;

    /**
     * Divides an input.
     *
     * @param offset the position of the next byte in the whole input
     * @param line the number of the next line
     */
    public Chunks(InputStream input, RecordEnds ends, int maximumRecordBytes, long offset, long line) {
        this.input = input;
        this.ends = ends;
        this.maximumRecordBytes = maximumRecordBytes;
        this.offset = offset;
        this.line = line;
    }

    /** The next part of the input; null at its end. */
    public @Nullable Chunk next() throws IOException {
        while (true) {
            fill();
            int end = ended ? length : ends.lastEnd(buffer, 0, length);
            if (end > 0) {
                return take(end);
            }
            if (ended) {
                return null;
            }
            if (length >= maximumRecordBytes) {
                throw new TransferException("line " + line + ": the record that starts here is longer than "
                        + maximumRecordBytes + " bytes: a closing quotation mark or line feed is missing, or Java"
                        + " needs more memory for it (-Xmx)");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maximumRecordBytes));
        }
    }

    private void fill() throws IOException {
        while (!ended && length < buffer.length) {
            int count = input.read(buffer, length, buffer.length - length);
            ended = count < 0;
            length += Math.max(0, count);
        }
    }

    private Chunk take(int end) {
        long lines = Lines.count(buffer, end);
        var chunk = new Chunk(Arrays.copyOf(buffer, end), offset, line, lines);
        line += lines;
        offset += end;
        byte[] rest = length - end <= CHUNK_BYTES && buffer.length > CHUNK_BYTES ? new byte[CHUNK_BYTES] : buffer;
        System.arraycopy(buffer, end, rest, 0, length - end);
        buffer = rest;
        length -= end;
        return chunk;
    }
}
