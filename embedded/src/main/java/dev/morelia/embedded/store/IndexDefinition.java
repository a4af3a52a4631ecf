package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.query.Collations;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The definition of an index, as passed to {@code createIndexes} and returned by {@code listIndexes}. Immutable by
 * convention.
 */
public record IndexDefinition(Document specification) {

    private static final Set<String> OPTIONS = Set.of(
            "v",
            "key",
            "name",
            "ns",
            "unique",
            "sparse",
            "hidden",
            "background",
            "expireAfterSeconds",
            "partialFilterExpression",
            "storageEngine",
            "wildcardProjection",
            "collation");

    public static final IndexDefinition PRIMARY = new IndexDefinition(
            new Document("v", 2).append("key", new Document("_id", 1)).append("name", "_id_"));

    /** Checks a specification sent by a client and orders its fields as the server reports them. */
    public static IndexDefinition parse(Document sent) {
        var text = "Error in specification " + ShellText.of(sent) + " :: caused by :: ";
        if (!(sent.get("key") instanceof Document key)) {
            throw CommandFailure.failedToParse(
                    text + "The 'key' field is a required property of an index specification");
        }
        if (!(sent.get("name") instanceof String name)) {
            throw CommandFailure.failedToParse(
                    text + "The 'name' field is a required property of an index specification");
        }
        if (key.isEmpty()) {
            throw cannotCreate(text + "Index keys cannot be empty.");
        }
        key.forEach((field, direction) -> checkDirection(text, field, direction));
        for (String option : sent.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw new CommandFailure(
                        197,
                        "InvalidIndexSpecificationOption",
                        text + "The field '" + option + "' is not valid for an index specification");
            }
        }
        Collations.requireSimple(sent.get("collation"), "an index");
        var ordered = new Document("v", 2).append("key", key).append("name", name);
        sent.forEach((option, value) -> {
            boolean noise = Set.of("v", "ns", "background", "collation").contains(option);
            boolean offByDefault = Set.of("unique", "sparse", "hidden").contains(option) && !Utils.isTrue(value);
            if (!noise && !offByDefault) {
                ordered.putIfAbsent(option, value);
            }
        });
        return new IndexDefinition(ordered);
    }

    private static void checkDirection(String text, String field, @Nullable Object direction) {
        if (direction instanceof String kind) {
            if (!kind.equals("hashed")) {
                throw CommandFailure.unsupported("'" + kind + "' indexes");
            }
        } else if (!(direction instanceof Number number)) {
            throw cannotCreate(text + "Values in v:2 index key pattern must be numbers or strings, found at " + field);
        } else if (number.doubleValue() == 0) {
            throw cannotCreate(text + "Values in the index key pattern cannot be 0.");
        }
        if (field.isEmpty() || field.startsWith(".") || field.endsWith(".")) {
            throw cannotCreate(text + "Index keys cannot be an empty field.");
        }
    }

    private static CommandFailure cannotCreate(String message) {
        return new CommandFailure(67, "CannotCreateIndex", message);
    }

    /** The name of the index. */
    public String name() {
        return Objects.requireNonNull((String) specification.get("name"));
    }

    /** The indexed fields with their directions. */
    public Document key() {
        return Objects.requireNonNull((Document) specification.get("key"));
    }

    /** Whether this is the index on {@code _id} that every collection has. */
    public boolean isPrimary() {
        return name().equals("_id_");
    }

    /** Whether the index is unique. */
    public boolean isUnique() {
        return isPrimary() || Utils.isTrue(specification.get("unique"));
    }

    /** Whether the index is sparse. */
    public boolean isSparse() {
        return Utils.isTrue(specification.get("sparse"));
    }

    /** The filter for the documents in the index; null for all. */
    @Nullable
    public Document partialFilter() {
        return (Document) specification.get("partialFilterExpression");
    }

    /** Whether {@code other} would build the same index, ignoring the numeric types of its options. */
    public boolean matches(IndexDefinition other) {
        return sameValue(specification, other.specification);
    }

    /** Whether both indexes contain the same documents of a collection. */
    public boolean samePartialFilter(IndexDefinition other) {
        return sameValue(partialFilter(), other.partialFilter());
    }

    /** Whether the indexed fields are these, in this order, ignoring numeric types. */
    public boolean hasKey(Document other) {
        return key().size() == other.size()
                && sameValue(key(), other)
                && key().keySet().stream()
                        .toList()
                        .equals(other.keySet().stream().toList());
    }

    private static boolean sameValue(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Document one && right instanceof Document two) {
            return one.keySet().equals(two.keySet())
                    && one.keySet().stream().allMatch(field -> sameValue(one.get(field), two.get(field)));
        }
        if (left instanceof Number one && right instanceof Number two) {
            return one.doubleValue() == two.doubleValue();
        }
        if (left instanceof List<?> one && right instanceof List<?> two) {
            return one.equals(two);
        }
        return left == null ? right == null : left.equals(right);
    }
}
