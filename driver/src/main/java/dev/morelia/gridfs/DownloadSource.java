package dev.morelia.gridfs;

import dev.morelia.internal.bridge.Source;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The chunks of a file, or of a part of it, as a source of a publisher. */
final class DownloadSource implements Source<ByteBuffer> {
    private final GridFsDownloadStream content;
    private long left;
    private volatile boolean closed;

    /** The chunks from the position of the content on, up to so many bytes. */
    DownloadSource(GridFsDownloadStream content, long length) {
        this.content = content;
        this.left = length;
    }

    @Override
    public boolean isAvailable() {
        return left <= 0 || content.available() > 0;
    }

    @Override
    public @Nullable ByteBuffer next() {
        ByteBuffer chunk = closed || left <= 0 ? null : content.readChunk();
        if (chunk == null) {
            return null;
        }
        int length = (int) Math.min(left, chunk.remaining());
        left -= length;
        return chunk.slice(chunk.position(), length).asReadOnlyBuffer();
    }

    /** Nothing is held on the server, and the thread that reads still uses the content. */
    @Override
    public void close() {
        closed = true;
    }
}
