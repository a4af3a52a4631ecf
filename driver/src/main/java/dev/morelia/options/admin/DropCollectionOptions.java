package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of dropping a collection. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/drop/">Server manual: drop</a>
 */
public record DropCollectionOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public DropCollectionOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public DropCollectionOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public DropCollectionOptions comment(Object value) {
        return with("comment", value);
    }

    /** The fields of queryable encryption, so that their state collections go too. */
    public DropCollectionOptions encryptedFields(Document value) {
        return with("encryptedFields", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DropCollectionOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private DropCollectionOptions with(String name, Object value) {
        return new DropCollectionOptions(OptionFields.with(fields, name, value));
    }
}
