package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.options.Options;

/**
 * What one index is like. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#index-options">Index Management</a>
 */
public final class IndexOptions extends Options<IndexOptions>
        implements Options.Collation<IndexOptions>,
                Options.ExpireAfter<IndexOptions>,
                Options.StorageEngine<IndexOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public IndexOptions() {}

    private IndexOptions(Document fields) {
        super(fields);
    }

    @Override
    protected IndexOptions with(Document changed) {
        return new IndexOptions(changed);
    }

    /**
     * Precision of a {@code 2d} index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions bits(int value) {
        return field("bits", Argument.atLeast("bits", value, 1));
    }

    /** Lower and upper limit of coordinates in a {@code 2d} index. */
    public IndexOptions bounds(double min, double max) {
        return field("min", min).field("max", max);
    }

    /**
     * Language of a text index; english unless set.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions defaultLanguage(String value) {
        return field("default_language", Argument.text("defaultLanguage", value));
    }

    /** Whether queries do not see the index; false unless set. */
    public IndexOptions hidden(boolean value) {
        return field("hidden", value);
    }

    /**
     * The field that names the language of a document in a text index.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions languageOverride(String value) {
        return field("language_override", Argument.text("languageOverride", value));
    }

    /**
     * Name of the index; made of its keys unless set, as in {@code age_1_name_-1}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public IndexOptions name(String value) {
        return field("name", Argument.text("name", value));
    }

    /** Which documents the index holds. */
    public IndexOptions partialFilterExpression(Document value) {
        return field("partialFilterExpression", Argument.notNull("partialFilterExpression", value));
    }

    /** Whether new duplicates are rejected while existing ones stay: a step towards a unique index. */
    public IndexOptions prepareUnique(boolean value) {
        return field("prepareUnique", value);
    }

    /** Whether documents without the field are left out; false unless set. */
    public IndexOptions sparse(boolean value) {
        return field("sparse", value);
    }

    /**
     * Version of a {@code 2dsphere} index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions sphereVersion(int value) {
        return field("2dsphereIndexVersion", Argument.atLeast("sphereVersion", value, 1));
    }

    /**
     * Version of a text index.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public IndexOptions textVersion(int value) {
        return field("textIndexVersion", Argument.atLeast("textVersion", value, 1));
    }

    /** Whether two documents may not have the same keys; false unless set. */
    public IndexOptions unique(boolean value) {
        return field("unique", value);
    }

    /**
     * Version of the index format.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public IndexOptions version(int value) {
        return field("v", Argument.atLeast("version", value, 0));
    }

    /** How much each field counts in a text index. */
    public IndexOptions weights(Document value) {
        return field("weights", Argument.notNull("weights", value));
    }

    /** Which fields a wildcard index covers. */
    public IndexOptions wildcardProjection(Document value) {
        return field("wildcardProjection", Argument.notNull("wildcardProjection", value));
    }
}
