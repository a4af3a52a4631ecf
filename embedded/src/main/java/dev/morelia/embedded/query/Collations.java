package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import org.jspecify.annotations.Nullable;

/** Strings compare by their code units here; any other collation is refused rather than ignored. */
public final class Collations {

    private Collations() {}

    /** Fails unless the collation is absent, empty or simple. */
    public static void refuse(@Nullable Object collation, String where) {
        if (collation instanceof Document document && !document.isEmpty() && !"simple".equals(document.get("locale"))) {
            throw CommandFailure.unsupported("a collation other than 'simple' (asked for by " + where + ")");
        }
    }
}
