package dev.morelia.result;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An index as the server describes it. Each method reads its field from the {@linkplain #raw description} when it is
 * called; of one that is absent it returns null or the value that the server takes it for. Immutable and thread-safe.
 *
 * @param raw the whole description, with fields that this class does not know
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#enumerate-indexes">Index Management</a>
 */
public record IndexDescription(RawDocument raw) {
    /** The name of the index, by which it is dropped. */
    public String name() {
        return raw.string("name");
    }

    /** The indexed fields in their order, each with 1, -1 or a kind; for a text index the server's own two. */
    public Document keys() {
        return raw.document("key").toDocument();
    }

    /** The version of the index format; 0 if the server names none. */
    public int version() {
        return raw.int32("v", 0);
    }

    /** Whether no two documents may have the same keys; the index on {@code _id} does not say that of itself. */
    public boolean unique() {
        return raw.bool("unique", false);
    }

    /** Whether documents without the fields are left out. */
    public boolean sparse() {
        return raw.bool("sparse", false);
    }

    /** Whether queries do not see the index. */
    public boolean hidden() {
        return raw.bool("hidden", false);
    }

    /** Whether it is the order in which the collection stores its documents. */
    public boolean clustered() {
        return raw.bool("clustered", false);
    }

    /** Whether new duplicates are rejected while existing ones stay. */
    public boolean prepareUnique() {
        return raw.bool("prepareUnique", false);
    }

    /** How long after the time in the indexed field a document is deleted; null if that never happens. */
    public @Nullable Duration expireAfter() {
        return raw.valueOrNull("expireAfterSeconds") instanceof Number seconds
                ? Duration.ofSeconds(seconds.longValue())
                : null;
    }

    /** Which documents the index holds; null for all. */
    public @Nullable Document partialFilterExpression() {
        return raw.valueOrNull("partialFilterExpression", Document.class);
    }

    /** How strings are compared; null for byte by byte. */
    public @Nullable Document collation() {
        return raw.valueOrNull("collation", Document.class);
    }

    /** Which fields a wildcard index covers; null for all. */
    public @Nullable Document wildcardProjection() {
        return raw.valueOrNull("wildcardProjection", Document.class);
    }

    /** The fields of a text index, and how much each counts; null for another index. */
    public @Nullable Document weights() {
        return raw.valueOrNull("weights", Document.class);
    }

    /** The language of a text index; null for another index. */
    public @Nullable String defaultLanguage() {
        return raw.stringOrNull("default_language");
    }

    /** The field that names the language of a document in a text index; null for another index. */
    public @Nullable String languageOverride() {
        return raw.stringOrNull("language_override");
    }
}
