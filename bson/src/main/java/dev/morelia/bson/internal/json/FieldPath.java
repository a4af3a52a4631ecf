package dev.morelia.bson.internal.json;

import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The current position in nested documents and arrays, and its depth. Not thread-safe. */
final class FieldPath {

    private @Nullable String[] names = new @Nullable String[8];
    private int[] indexes = new int[8];
    private int depth;
    private @Nullable Map<?, ?> outermost;

    int depth() {
        return depth;
    }

    /** Enters a document or array. */
    void enter() {
        if (depth == indexes.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        names[depth] = null;
        indexes[depth] = -1;
        depth++;
    }

    void leave() {
        depth--;
    }

    void name(String name) {
        names[depth - 1] = name;
    }

    void nextIndex() {
        indexes[depth - 1]++;
    }

    /** The document whose {@code _id} is shown in error messages. */
    void outermost(Map<?, ?> document) {
        outermost = document;
    }

    @Nullable
    Object documentId() {
        return outermost == null ? null : outermost.get("_id");
    }

    @Override
    public String toString() {
        StringJoiner path = new StringJoiner(".");
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            if (name != null) {
                path.add(name);
            } else if (indexes[i] >= 0) {
                path.add(Integer.toString(indexes[i]));
            }
        }
        return path.toString();
    }
}
