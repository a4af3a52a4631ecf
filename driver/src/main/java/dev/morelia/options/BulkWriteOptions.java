package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.OptionFields;

/**
 * Options of {@code bulkWrite}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public record BulkWriteOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public BulkWriteOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public BulkWriteOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the collection's validation rules are passed over; false unless set. */
    public BulkWriteOptions bypassDocumentValidation(boolean value) {
        return with("bypassDocumentValidation", value);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public BulkWriteOptions comment(Object value) {
        return with("comment", value);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public BulkWriteOptions let(Document value) {
        return with("let", value);
    }

    /** Whether the first failure stops the rest; true unless set. */
    public BulkWriteOptions ordered(boolean value) {
        return with("ordered", value);
    }

    private BulkWriteOptions with(String name, Object value) {
        return new BulkWriteOptions(OptionFields.with(fields, name, value));
    }
}
