package dev.morelia.spec.unified.cursor;

import dev.morelia.MongoCursor;
import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor of the blocking API. */
public record SyncCursor(MongoCursor<Document> cursor) implements CursorApi {
    @Override
    public Document next() {
        return cursor.next();
    }

    @Override
    public @Nullable Document tryNext() {
        return cursor.tryNext();
    }

    @Override
    public List<Document> drain() {
        try (cursor) {
            var documents = new ArrayList<Document>();
            cursor.forEachRemaining(documents::add);
            return documents;
        }
    }

    @Override
    public void close() {
        cursor.close();
    }

    @Override
    public void close(Duration timeout) {
        cursor.close(timeout);
    }
}
