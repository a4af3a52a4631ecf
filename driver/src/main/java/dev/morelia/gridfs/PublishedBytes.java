package dev.morelia.gridfs;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** What a publisher publishes, as the content of an upload; closing it cancels the subscription. */
final class PublishedBytes extends InputStream {
    private final Stream<ByteBuffer> published;
    private final Iterator<ByteBuffer> buffers;
    private ByteBuffer current = ByteBuffer.allocate(0);

    PublishedBytes(Stream<ByteBuffer> published) {
        this.published = published;
        this.buffers = published.iterator();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (!current.hasRemaining()) {
            if (!hasNext()) {
                return -1;
            }
            // The publisher may share it with others that move its position.
            current = buffers.next().duplicate();
        }
        int size = Math.min(length, current.remaining());
        current.get(bytes, offset, size);
        return size;
    }

    private boolean hasNext() {
        try {
            return buffers.hasNext();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            if (cause != null) {
                PublishedBytes.<RuntimeException>throwAsIs(cause);
            }
            throw failure;
        }
    }

    /** The upload fails with what the publisher has failed with, be it checked or not. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAsIs(Throwable failure) throws X {
        throw (X) failure;
    }

    @Override
    public void close() {
        published.close();
    }
}
