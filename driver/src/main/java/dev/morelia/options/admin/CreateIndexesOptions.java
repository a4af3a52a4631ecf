package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.options.Options;

/**
 * Options of {@code createIndex} and {@code createIndexes}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#standard-api">Index Management</a>
 */
public final class CreateIndexesOptions extends Options<CreateIndexesOptions>
        implements Options.Comment<CreateIndexesOptions>, Options.MaxTime<CreateIndexesOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public CreateIndexesOptions() {}

    private CreateIndexesOptions(Document fields) {
        super(fields);
    }

    @Override
    protected CreateIndexesOptions with(Document changed) {
        return new CreateIndexesOptions(changed);
    }

    /**
     * How many members that hold data must have built the index before it is ready.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CreateIndexesOptions commitQuorum(int members) {
        return field("commitQuorum", Argument.atLeast("commitQuorum", members, 0));
    }

    /**
     * Which members must have built the index before it is ready: {@code "votingMembers"}, {@code "majority"} or a tag.
     */
    public CreateIndexesOptions commitQuorum(String members) {
        return field("commitQuorum", Argument.text("commitQuorum", members));
    }
}
