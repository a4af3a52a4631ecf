package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import org.jspecify.annotations.Nullable;

/** Strings are compared by code units; any other collation is rejected rather than ignored. */
public final class Collations {

    private Collations() {}

    /** Throws unless the collation is absent, empty or simple. */
    public static void requireSimple(@Nullable Object collation, String where) {
        if (collation instanceof Document document && !document.isEmpty() && !"simple".equals(document.get("locale"))) {
            throw CommandFailure.unsupported("a collation other than 'simple' (requested by " + where + ")");
        }
    }
}
