package dev.morelia.gridfs;

import dev.morelia.internal.bridge.Source;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The chunks of a file, or of a part of it, as a source of a publisher. */
final class DownloadSource implements Source<ByteBuffer> {
    private final GridFsDownloadStream content;
    private long left;

    private DownloadSource(GridFsDownloadStream content, long length) {
        this.content = content;
        this.left = length;
    }

    /** The chunks from a position on, up to so many bytes. */
    static DownloadSource of(GridFsDownloadStream content, long position, long length) {
        if (position == 0 && length >= content.size()) {
            content.expectAll();
        }
        return new DownloadSource(content.position(position), length);
    }

    @Override
    public boolean isAvailable() {
        return !hasEnded() && content.available() > 0;
    }

    @Override
    public boolean hasEnded() {
        return left <= 0 || content.position() >= content.size();
    }

    @Override
    public @Nullable ByteBuffer next() {
        ByteBuffer chunk = left <= 0 ? null : content.readChunk();
        if (chunk == null) {
            return null;
        }
        int length = (int) Math.min(left, chunk.remaining());
        left -= length;
        // The memory of the chunk is used again for later ones.
        byte[] copy = new byte[length];
        chunk.get(copy);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void close() {
        content.close();
    }
}
