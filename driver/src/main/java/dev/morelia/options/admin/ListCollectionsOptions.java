package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code listCollections}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-collections/enumerate-collections.md">Enumerate Collections</a>
 */
public record ListCollectionsOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public ListCollectionsOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public ListCollectionsOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether a user without the right to list sees the collections that it may use. */
    public ListCollectionsOptions authorizedCollections(boolean value) {
        return with("authorizedCollections", value);
    }

    /**
     * How many documents the server sends at a time; the server chooses unless set.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public ListCollectionsOptions batchSize(int value) {
        return with("batchSize", Argument.atLeast("batchSize", value, 0));
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public ListCollectionsOptions comment(Object value) {
        return with("comment", value);
    }

    /** Which collections, by the fields of their descriptions. */
    public ListCollectionsOptions filter(Document value) {
        return with("filter", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ListCollectionsOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private ListCollectionsOptions with(String name, Object value) {
        return new ListCollectionsOptions(OptionFields.with(fields, name, value));
    }
}
