package dev.morelia.bson;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a {@link Document} is in a stream of Java's serialization: its names and values, in order. */
final class SerializedDocument implements Serializable {
    private static final long serialVersionUID = 1L;

    private final @Nullable Object[] entries;

    SerializedDocument(@Nullable Object[] entries) {
        this.entries = entries;
    }

    @Serial
    private Object readResolve() {
        return Document.ofEntries(entries);
    }
}
