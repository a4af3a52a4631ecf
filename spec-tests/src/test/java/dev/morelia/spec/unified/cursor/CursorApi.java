package dev.morelia.spec.unified.cursor;

import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a cursor that operations call. */
public interface CursorApi extends AutoCloseable {
    /** The next document; waits until there is one. */
    Document next();

    /** The next document, or null if one request to the server returns none. */
    @Nullable
    Document tryNext();

    /** The remaining documents; closes the cursor. */
    List<Document> drain();

    @Override
    void close();

    /** Closes the cursor with another timeout than that of its query. */
    void close(Duration timeout);
}
