package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * What one index is like. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#index-options">Index Management</a>
 */
public record IndexOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public IndexOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public IndexOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /**
     * Precision of a {@code 2d} index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions bits(int value) {
        return with("bits", Argument.atLeast("bits", value, 1));
    }

    /** Lower and upper limit of coordinates in a {@code 2d} index. */
    public IndexOptions bounds(double min, double max) {
        return with("min", min).with("max", max);
    }

    /** Compares strings by the rules of a language. */
    public IndexOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /**
     * Language of a text index; english unless set.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions defaultLanguage(String value) {
        return with("default_language", Argument.text("defaultLanguage", value));
    }

    /**
     * After which age documents are removed, by the date in the indexed field, in whole seconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public IndexOptions expireAfter(Duration value) {
        return with(
                "expireAfterSeconds", Argument.duration("expireAfter", value).toSeconds());
    }

    /** Whether queries do not see the index; false unless set. */
    public IndexOptions hidden(boolean value) {
        return with("hidden", value);
    }

    /**
     * The field that names the language of a document in a text index.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions languageOverride(String value) {
        return with("language_override", Argument.text("languageOverride", value));
    }

    /**
     * Name of the index; made of its keys unless set, as in {@code age_1_name_-1}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions name(String value) {
        return with("name", Argument.text("name", value));
    }

    /** Which documents the index holds. */
    public IndexOptions partialFilterExpression(Document value) {
        return with("partialFilterExpression", value);
    }

    /** Whether new duplicates are refused while old ones stay, on the way to a unique index. */
    public IndexOptions prepareUnique(boolean value) {
        return with("prepareUnique", value);
    }

    /** Whether documents without the field are left out; false unless set. */
    public IndexOptions sparse(boolean value) {
        return with("sparse", value);
    }

    /**
     * Version of a {@code 2dsphere} index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions sphereVersion(int value) {
        return with("2dsphereIndexVersion", Argument.atLeast("sphereVersion", value, 1));
    }

    /** Settings of the storage engine. */
    public IndexOptions storageEngine(Document value) {
        return with("storageEngine", value);
    }

    /**
     * Version of a text index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions textVersion(int value) {
        return with("textIndexVersion", Argument.atLeast("textVersion", value, 1));
    }

    /** Whether two documents may not have the same keys; false unless set. */
    public IndexOptions unique(boolean value) {
        return with("unique", value);
    }

    /**
     * Version of the index format.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public IndexOptions version(int value) {
        return with("v", Argument.atLeast("version", value, 0));
    }

    /** How much each field counts in a text index. */
    public IndexOptions weights(Document value) {
        return with("weights", value);
    }

    /** Which fields a wildcard index covers. */
    public IndexOptions wildcardProjection(Document value) {
        return with("wildcardProjection", value);
    }

    private IndexOptions with(String name, Object value) {
        return new IndexOptions(OptionFields.with(fields, name, value));
    }
}
