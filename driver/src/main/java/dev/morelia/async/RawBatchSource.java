package dev.morelia.async;

import dev.morelia.RawBatch;
import dev.morelia.RawBatchCursor;
import dev.morelia.RawBatches;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.bridge.Source;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cursor of raw batches as a source of a publisher. */
final class RawBatchSource implements Source<RawBatch> {
    private final RawBatchCursor cursor;
    private boolean begun;

    RawBatchSource(RawBatchCursor cursor) {
        this.cursor = cursor;
    }

    static Flow.Publisher<RawBatch> publisher(RawBatches batches, Bridge bridge, boolean waitsForEvents) {
        Callable<RawBatchSource> open = () -> new RawBatchSource(batches.cursor());
        return waitsForEvents ? bridge.publishEvents(open) : bridge.publish(open);
    }

    static CompletableFuture<Void> forEach(
            RawBatches batches, Bridge bridge, boolean waitsForEvents, Consumer<? super RawBatch> action) {
        Callable<RawBatchSource> open = () -> new RawBatchSource(batches.cursor());
        return waitsForEvents ? bridge.forEachEvent(open, action) : bridge.forEach(open, action);
    }

    /** As far as is known: nearly every batch has to be waited for. */
    @Override
    public boolean isAvailable() {
        return false;
    }

    @Override
    public boolean hasEnded() {
        return begun && cursor.id() == 0;
    }

    @Override
    public boolean holdsConnection() {
        return cursor.holdsConnection();
    }

    @Override
    public @Nullable RawBatch next() {
        begun = true;
        return cursor.hasNext() ? cursor.next() : null;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
