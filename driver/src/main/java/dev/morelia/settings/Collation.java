package dev.morelia.settings;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.io.Serializable;

/**
 * Rules of a language for comparing strings. Immutable and thread-safe.
 *
 * <p>Only what was set is sent: {@code Collation.of("de").strength(2)}.
 *
 * @param fields the collation as the server takes it, {@code locale} first; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/collation/collation.md">Collation</a>
 */
public record Collation(Document fields) implements Serializable {
    /**
     * A collation of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if {@code locale} is missing
     */
    public Collation {
        fields = Document.copyOf(Argument.notNull("fields", fields));
        if (!(fields.get("locale") instanceof String)) {
            throw Argument.rejected("collation", fields, "must have a locale");
        }
    }

    /**
     * The default rules of a locale, such as {@code "de"}; {@code "simple"} compares bytes.
     *
     * @throws IllegalArgumentException if the locale is null or empty
     */
    public static Collation of(String locale) {
        return new Collation(new Document("locale", Argument.text("locale", locale)));
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return Document.copyOf(fields);
    }

    /** Whether case is its own level of comparison at strength 1 or 2; servers take false if unset. */
    public Collation caseLevel(boolean value) {
        return with("caseLevel", value);
    }

    /** Which case sorts first: {@code "upper"}, {@code "lower"} or {@code "off"}. */
    public Collation caseFirst(String value) {
        return with("caseFirst", Argument.text("caseFirst", value));
    }

    /**
     * Up to which level differences count: 1 base letters, 2 accents, 3 case, 4 punctuation, 5 all; servers take 3.
     *
     * @throws IllegalArgumentException if it is not between 1 and 5
     */
    public Collation strength(int value) {
        if (value < 1 || value > 5) {
            throw Argument.rejected("strength", value, "must be between 1 and 5");
        }
        return with("strength", value);
    }

    /** Whether {@code "10"} sorts after {@code "9"}; servers take false if unset. */
    public Collation numericOrdering(boolean value) {
        return with("numericOrdering", value);
    }

    /** Whether spaces and punctuation count: {@code "non-ignorable"} or {@code "shifted"}. */
    public Collation alternate(String value) {
        return with("alternate", Argument.text("alternate", value));
    }

    /** Which characters {@code shifted} ignores: {@code "punct"} or {@code "space"}. */
    public Collation maxVariable(String value) {
        return with("maxVariable", Argument.text("maxVariable", value));
    }

    /** Whether texts are normalized first; servers take false if unset. */
    public Collation normalization(boolean value) {
        return with("normalization", value);
    }

    /** Whether accents compare from the end, as in some French dictionaries; servers take false if unset. */
    public Collation backwards(boolean value) {
        return with("backwards", value);
    }

    /** The {@code collation} field of a command, a fresh copy. */
    public Document toDocument() {
        return fields();
    }

    private Collation with(String name, Object value) {
        return new Collation(Document.copyOf(fields).append(name, value));
    }
}
