package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code createIndex} and {@code createIndexes}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#standard-api">Index Management</a>
 */
public record CreateIndexesOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public CreateIndexesOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public CreateIndexesOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public CreateIndexesOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * How many members that hold data must have built the index before it is ready.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CreateIndexesOptions commitQuorum(int members) {
        return with("commitQuorum", Argument.atLeast("commitQuorum", members, 0));
    }

    /**
     * Which members must have built the index before it is ready: {@code "votingMembers"}, {@code "majority"} or a tag.
     */
    public CreateIndexesOptions commitQuorum(String members) {
        return with("commitQuorum", Argument.text("commitQuorum", members));
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CreateIndexesOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private CreateIndexesOptions with(String name, Object value) {
        return new CreateIndexesOptions(OptionFields.with(fields, name, value));
    }
}
