package dev.morelia.bson.internal;

import dev.morelia.bson.Document;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a {@link Document} is in a stream of Java's serialization: its names and values, in order. */
public final class SerializedDocument implements Serializable {
    private static final long serialVersionUID = 1L;

    private final @Nullable Object[] entries;

    /** @param entries names at even, their values at the odd places after them; not copied */
    public SerializedDocument(@Nullable Object[] entries) {
        this.entries = entries;
    }

    @Serial
    private Object readResolve() {
        return DocumentAccess.ofEntries(entries);
    }
}
