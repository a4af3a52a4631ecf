package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code estimatedDocumentCount}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#count-api-details">CRUD</a>
 */
public record EstimatedCountOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public EstimatedCountOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public EstimatedCountOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public EstimatedCountOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public EstimatedCountOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private EstimatedCountOptions with(String name, Object value) {
        return new EstimatedCountOptions(OptionFields.with(fields, name, value));
    }
}
