package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations call on an open cursor. */
public interface CursorApi extends AutoCloseable {
    /** The next document; waits until there is one. */
    Document next();

    /** The next document, or null where one request to the server brings none. */
    @Nullable
    Document tryNext();

    /** All that is left; closes the cursor. */
    List<Document> drain();

    @Override
    void close();
}
