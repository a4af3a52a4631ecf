package dev.morelia.result;

import dev.morelia.bson.RawDocument;
import org.jspecify.annotations.Nullable;

/**
 * A database as the server describes it. Each method reads its field from the {@linkplain #raw description} when it is
 * called. Immutable and thread-safe.
 *
 * @param raw the whole description, with fields that this class does not know, such as {@code shards}
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-databases/enumerate-databases.md">Enumerating databases</a>
 */
public record DatabaseDescription(RawDocument raw) {
    /** The name. */
    public String name() {
        return raw.string("name");
    }

    /** The size of its files in bytes; null if the server does not tell. */
    public @Nullable Long sizeOnDisk() {
        return raw.valueOrNull("sizeOnDisk") instanceof Number bytes ? bytes.longValue() : null;
    }

    /** Whether it has no data; null if the server does not tell. */
    public @Nullable Boolean empty() {
        return raw.valueOrNull("empty", Boolean.class);
    }
}
