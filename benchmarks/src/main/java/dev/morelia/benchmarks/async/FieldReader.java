package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.DriverTask;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accesses the fields of the documents of a find row, as many as the row says, and counts the documents. */
final class FieldReader {
    private final DriverTask task;
    private int documents;
    private long values;

    FieldReader(DriverTask task) {
        this.task = task;
    }

    void read(Map<String, ? extends @Nullable Object> document) {
        documents++;
        switch (task) {
            case FIND_MANY_READ_ONE -> values += document.get("text") == null ? 0 : 1;
            case FIND_MANY_READ_ALL -> readAll(document);
            default -> {}
        }
    }

    private void readAll(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> document -> document.forEach((name, inner) -> readAll(inner));
            case Collection<?> inner -> inner.forEach(this::readAll);
            case null, default -> values++;
        }
    }

    /** Why the row is wrong; null if all documents were found. */
    @Nullable
    Throwable failure() {
        return documents == DriverTask.TWEETS
                ? null
                : new IllegalStateException("found %d documents, with %d values".formatted(documents, values));
    }
}
