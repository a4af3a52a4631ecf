package dev.morelia.tools.format;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table as fields of documents. A dotted name is a field of an embedded document; names of one path
 * that end with 0, 1, 2 ... are the elements of an array. Immutable and thread-safe.
 */
public final class Columns {
    /** Stands for a value that is left out. */
    static final Object ABSENT = new Object();

    private final List<String> names;
    private final List<ColumnType> types;
    private final Node root = new Node();

    /** A field, or the fields of an embedded document. */
    private static final class Node {
        private final Map<String, Node> children = new LinkedHashMap<>();
        /** The column of the field; negative for embedded documents. */
        private int column = -1;

        private boolean isArray() {
            int index = 0;
            for (String name : children.keySet()) {
                if (!name.equals(Integer.toString(index++))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Columns.
     *
     * @param types the types of some of the columns by name; the type under {@code *} is that of all others
     * @throws TransferException if names contradict each other, or there is no such column
     */
    Columns(List<String> names, Map<String, ColumnType> types) {
        this.names = List.copyOf(names);
        for (String name : names) {
            add(name);
        }
        var unknown = new HashSet<>(types.keySet());
        unknown.remove("*");
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new TransferException("--column-types: there is no column '"
                    + unknown.iterator().next() + "'; columns are " + String.join(", ", names));
        }
        ColumnType others = types.getOrDefault("*", ColumnType.STRING);
        this.types =
                names.stream().map(name -> types.getOrDefault(name, others)).toList();
    }

    private void add(String name) {
        Node node = root;
        for (String part : name.split("\\.", -1)) {
            if (part.isEmpty()) {
                throw new TransferException("the name of a column must not be empty or have empty parts, but one is '"
                        + name + "'; name them with --fields");
            }
            if (node.column >= 0) {
                throw contradiction(names.get(node.column), name);
            }
            node = node.children.computeIfAbsent(part, ignored -> new Node());
        }
        if (node.column >= 0 || !node.children.isEmpty()) {
            throw contradiction(name, name);
        }
        node.column = names.indexOf(name);
    }

    private static TransferException contradiction(String one, String other) {
        return new TransferException(
                one.equals(other)
                        ? "two columns have the name '" + one + "', or one is within the other"
                        : "the columns '" + one + "' and '" + other + "' contradict each other");
    }

    int count() {
        return names.size();
    }

    /**
     * The value of a column.
     *
     * @param quoted whether the text is in quotation marks: an empty string then, and else no value
     * @return the value, or {@link #ABSENT}
     * @throws IllegalArgumentException if the text is not of the type of the column
     */
    @Nullable
    Object value(int column, String text, boolean quoted, boolean ignoreBlanks) {
        ColumnType type = types.get(column);
        boolean isText = type == ColumnType.STRING || type == ColumnType.AUTO;
        if (text.isEmpty() && (!isText || (ignoreBlanks && !quoted))) {
            return ABSENT;
        }
        try {
            // What is in quotation marks is meant as text, if the type is not given.
            return type == ColumnType.AUTO && quoted ? text : type.value(text);
        } catch (IllegalArgumentException other) {
            throw new IllegalArgumentException("column " + names.get(column) + ": " + other.getMessage(), other);
        }
    }

    /** The document of a record's values. */
    Document document(List<@Nullable Object> values) {
        var document = new Document();
        fields(root, values, document);
        return document;
    }

    @SuppressWarnings("ReferenceEquality") // a constant that stands for no value
    private static void fields(Node node, List<@Nullable Object> values, Document document) {
        node.children.forEach((name, child) -> {
            Object value = value(child, values);
            if (value != ABSENT) {
                document.append(name, value);
            }
        });
    }

    private static @Nullable Object value(Node node, List<@Nullable Object> values) {
        if (node.column >= 0) {
            return values.get(node.column);
        }
        if (node.isArray()) {
            return elements(node, values);
        }
        var document = new Document();
        fields(node, values, document);
        return document.isEmpty() ? ABSENT : document;
    }

    /** Values that are left out at the end make the array shorter; those before others are null. */
    @SuppressWarnings("ReferenceEquality") // a constant that stands for no value
    private static Object elements(Node node, List<@Nullable Object> values) {
        var elements = new ArrayList<@Nullable Object>();
        int length = 0;
        for (Node child : node.children.values()) {
            Object value = value(child, values);
            elements.add(value == ABSENT ? null : value);
            length = value == ABSENT ? length : elements.size();
        }
        return length == 0 ? ABSENT : new ArrayList<>(elements.subList(0, length));
    }
}
