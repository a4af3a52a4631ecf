package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * Options of {@code findOneAndDelete}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public record FindOneAndDeleteOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public FindOneAndDeleteOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public FindOneAndDeleteOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Compares strings by the rules of a language. */
    public FindOneAndDeleteOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public FindOneAndDeleteOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public FindOneAndDeleteOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public FindOneAndDeleteOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public FindOneAndDeleteOptions let(Document value) {
        return with("let", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FindOneAndDeleteOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** Which fields to return. */
    public FindOneAndDeleteOptions projection(Document value) {
        return with("projection", value);
    }

    /** Which of several matching documents is taken. */
    public FindOneAndDeleteOptions sort(Document value) {
        return with("sort", value);
    }

    private FindOneAndDeleteOptions with(String name, Object value) {
        return new FindOneAndDeleteOptions(OptionFields.with(fields, name, value));
    }
}
