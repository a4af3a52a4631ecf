package dev.morelia.spec.unified.cursor;

import dev.morelia.ChangeStream;
import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change stream of the blocking API. */
public record SyncChangeStream(ChangeStream<Document> stream) implements CursorApi {
    @Override
    public Document next() {
        return stream.next();
    }

    @Override
    public @Nullable Document tryNext() {
        return stream.tryNext();
    }

    @Override
    public List<Document> drain() {
        throw new UnsupportedOperationException("a change stream has no end");
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public void close(Duration timeout) {
        stream.close(timeout);
    }
}
