package dev.morelia.gridfs;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * A download that has not begun: a publisher of the content of a file, or of a part of it. Each subscription reads it
 * anew, beginning with its first demand. Immutable and thread-safe.
 *
 * <p>The buffers follow each other in the file, and each has the bytes of one chunk, or of a part of one. They belong
 * to the subscriber, which may keep and change them. Up to three batches of 4 MiB are read ahead of the demand. Between
 * two batches no connection is held. A subscription fails with a {@link
 * dev.morelia.error.GridFsException.FileNotFound} if there is no such file, and as {@link GridFsDownloadStream#read()}
 * does. Cancelling it ends the reading; nothing is left on the server.
 */
public final class AsyncGridFsDownload implements Flow.Publisher<ByteBuffer> {
    private final Callable<GridFsDownloadStream> opening;
    private final Bridge bridge;
    private final long position;
    private final long length;

    private AsyncGridFsDownload(Callable<GridFsDownloadStream> opening, Bridge bridge, long position, long length) {
        this.opening = opening;
        this.bridge = bridge;
        this.position = position;
        this.length = length;
    }

    static <K> AsyncGridFsDownload of(K key, Function<K, GridFsDownloadStream> opening, Bridge bridge) {
        return new AsyncGridFsDownload(() -> opening.apply(key), bridge, 0, Long.MAX_VALUE);
    }

    /**
     * Returns a download of a part of the file, which is read from the server without what is before it.
     *
     * @param fromPosition the number of the first byte; beyond the end there is nothing to read
     * @param maximumLength the number of bytes; fewer are published if the file ends before
     * @throws IllegalArgumentException if one of them is negative
     */
    public AsyncGridFsDownload range(long fromPosition, long maximumLength) {
        return new AsyncGridFsDownload(
                opening,
                bridge,
                Argument.atLeast("fromPosition", fromPosition, 0),
                Argument.atLeast("maximumLength", maximumLength, 0));
    }

    /**
     * Finds the file, with its length, its metadata and its id; independent of subscriptions.
     *
     * @return completes with the file, or with a {@link dev.morelia.error.GridFsException.FileNotFound}
     */
    public CompletableFuture<GridFsFile> file() {
        return bridge.run(() -> opening.call().file());
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        bridge.<ByteBuffer>publish(() -> DownloadSource.of(opening.call(), position, length))
                .subscribe(subscriber);
    }
}
