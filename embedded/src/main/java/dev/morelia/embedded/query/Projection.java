package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document to return: the {@code projection} of {@code find}, and the {@code $project} stage. Included
 * fields keep the document's order, computed ones follow.
 */
public final class Projection {

    private enum Kind {
        BRANCH,
        INCLUDE,
        EXCLUDE,
        SLICE,
        ELEMENT_MATCH,
        POSITION
    }

    private static final class Node {
        private final Kind kind;
        private final @Nullable Object argument;
        private final Map<String, Node> children = new LinkedHashMap<>();

        Node(Kind kind, @Nullable Object argument) {
            this.kind = kind;
            this.argument = argument;
        }
    }

    private record Computed(List<String> path, @Nullable Object expression) {}

    private final boolean forFind;
    private final Document filter;
    private final Node root = new Node(Kind.BRANCH, null);
    private final List<Computed> computed = new ArrayList<>();
    private @Nullable String firstIncluded;
    private @Nullable String firstExcluded;

    private Projection(Document specification, boolean forFind, Document filter, Map<String, ?> variables) {
        this.forFind = forFind;
        this.filter = filter;
        specification.forEach((path, value) -> parse(Paths.split(path), Variables.bind(value, variables)));
        showId();
    }

    /**
     * The projection of a {@code find} or {@code findAndModify}.
     *
     * @param filter the prepared filter, which the positional operator needs
     */
    public static Projection ofFind(Document specification, Document filter, Map<String, ?> variables) {
        return new Projection(specification, true, filter, variables);
    }

    /** The projection of a {@code $project} stage. */
    public static Projection ofStage(Document specification) {
        if (specification.isEmpty()) {
            throw CommandFailure.location(
                    51272, "Invalid $project :: caused by :: projection specification must have at least one field");
        }
        return new Projection(specification, false, new Document(), Map.of());
    }

    private boolean includes() {
        return firstIncluded != null;
    }

    private void showId() {
        var id = root.children.get("_id");
        if (id == null && includes()) {
            root.children.put("_id", new Node(Kind.INCLUDE, null));
        } else if (id != null && id.kind == Kind.EXCLUDE && includes()) {
            root.children.remove("_id");
        } else if (id != null && id.kind == Kind.INCLUDE && firstExcluded != null) {
            root.children.remove("_id");
        } else if (id != null && id.kind == Kind.INCLUDE) {
            firstIncluded = "_id";
        }
    }

    private void parse(List<String> path, @Nullable Object value) {
        var name = String.join(".", path);
        if (path.contains("")) {
            throw value(40353, "FieldPath must not be empty, start or end with a '.': '" + name + "'");
        }
        switch (value) {
            case Number number -> leaf(path, Utils.isTrue(number) ? Kind.INCLUDE : Kind.EXCLUDE, null);
            case Boolean bool -> leaf(path, bool ? Kind.INCLUDE : Kind.EXCLUDE, null);
            case Document document
            when document.isEmpty() ->
                throw value(51270, "An empty sub-projection is not a valid value. Found empty object at path");
            case Document document
            when forFind && document.containsKey("$slice") && isFindSlice(document) ->
                leaf(path, Kind.SLICE, document.get("$slice"));
            case Document document
            when forFind && document.containsKey("$elemMatch") ->
                leaf(path, Kind.ELEMENT_MATCH, Filter.prepareElementMatch(document.get("$elemMatch")));
            case Document document
            when document.containsKey("$meta") -> throw CommandFailure.unsupported("$meta in a projection");
            case Document document
            when !Expressions.isOperator(document) ->
                document.forEach((field, nested) -> {
                    var longer = new ArrayList<>(path);
                    longer.addAll(Paths.split(field));
                    parse(longer, nested);
                });
            case null, default -> compute(path, value);
        }
    }

    private static boolean isFindSlice(Document document) {
        var argument = document.get("$slice");
        return argument instanceof Number
                || (argument instanceof List<?> list && list.stream().allMatch(Number.class::isInstance));
    }

    private void compute(List<String> path, @Nullable Object expression) {
        include(String.join(".", path), true);
        computed.add(new Computed(path, expression));
    }

    private void leaf(List<String> path, Kind given, @Nullable Object argument) {
        var kind = given;
        var fields = path;
        if (forFind && path.size() > 1 && path.getLast().equals("$") && kind == Kind.INCLUDE) {
            kind = Kind.POSITION;
            fields = path.subList(0, path.size() - 1);
        }
        var name = String.join(".", path);
        boolean isId = path.equals(List.of("_id"));
        if (kind == Kind.EXCLUDE && !isId) {
            exclude(name);
        } else if (kind != Kind.EXCLUDE && kind != Kind.SLICE && !isId) {
            include(name, false);
        }
        var node = root;
        for (String field : fields.subList(0, fields.size() - 1)) {
            node = node.children.computeIfAbsent(field, key -> new Node(Kind.BRANCH, null));
            if (node.kind != Kind.BRANCH) {
                throw value(31249, "Path collision at " + name);
            }
        }
        if (node.children.putIfAbsent(fields.getLast(), new Node(kind, argument)) != null) {
            throw value(31250, "Path collision at " + name);
        }
    }

    private void include(String name, boolean expression) {
        if (firstExcluded != null) {
            throw expression
                    ? value(31252, "Cannot use expression other than $meta in exclusion projection")
                    : value(31253, "Cannot do inclusion on field " + name + " in exclusion projection");
        }
        firstIncluded = firstIncluded == null ? name : firstIncluded;
    }

    private void exclude(String name) {
        if (includes()) {
            throw value(31254, "Cannot do exclusion on field " + name + " in inclusion projection");
        }
        firstExcluded = firstExcluded == null ? name : firstExcluded;
    }

    private CommandFailure value(int code, String message) {
        return CommandFailure.location(code, forFind ? message : "Invalid $project :: caused by :: " + message);
    }

    /** Returns a new document; its values may be shared with the given one. */
    public Document apply(Document document) {
        var position = forFind && hasPosition(root) ? Matcher.position(document, filter) : null;
        var shown = show(document, root, position);
        for (var field : computed) {
            var result = Expressions.evaluate(field.expression, document);
            if (!(result instanceof Missing)) {
                shown = Paths.with(shown, field.path, result);
            }
        }
        return shown;
    }

    private static boolean hasPosition(Node node) {
        return node.kind == Kind.POSITION || node.children.values().stream().anyMatch(Projection::hasPosition);
    }

    private Document show(Document document, Node node, @Nullable Integer position) {
        var shown = new Document();
        document.forEach((field, value) -> {
            var child = node.children.get(field);
            if (child == null) {
                if (!includes()) {
                    shown.put(field, value);
                }
                return;
            }
            var result = showField(value, child, position);
            if (!(result instanceof Missing)) {
                shown.put(field, result);
            }
        });
        return shown;
    }

    private @Nullable Object showField(@Nullable Object value, Node node, @Nullable Integer position) {
        return switch (node.kind) {
            case INCLUDE -> value;
            case EXCLUDE -> Missing.getInstance();
            case BRANCH -> showBranch(value, node, position);
            case SLICE -> value instanceof List<?> list ? slice(list, node.argument) : value;
            case ELEMENT_MATCH -> elementMatch(value, (Document) node.argument);
            case POSITION -> atPosition(value, position);
        };
    }

    private @Nullable Object showBranch(@Nullable Object value, Node node, @Nullable Integer position) {
        if (value instanceof Document document) {
            return show(document, node, position);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> shown = new ArrayList<>();
            for (Object element : list) {
                var result = showBranch(element, node, position);
                if (!(result instanceof Missing)) {
                    shown.add(result);
                }
            }
            return shown;
        }
        return includes() ? Missing.getInstance() : value;
    }

    private static List<?> slice(List<?> list, @Nullable Object argument) {
        int size = list.size();
        int start = 0;
        int count;
        if (argument instanceof List<?> pair) {
            if (pair.size() != 2 || ((Number) pair.get(1)).intValue() <= 0) {
                throw CommandFailure.location(28724, "First argument to $slice must be an array, but is of type: int");
            }
            int skip = ((Number) pair.get(0)).intValue();
            start = skip < 0 ? Math.max(0, size + skip) : Math.min(size, skip);
            count = ((Number) pair.get(1)).intValue();
        } else {
            count = argument instanceof Number number ? number.intValue() : size;
            if (count < 0) {
                start = Math.max(0, size + count);
                count = size - start;
            }
        }
        return list.subList(start, (int) Math.min(size, (long) start + count));
    }

    private static Object elementMatch(@Nullable Object value, @Nullable Document condition) {
        if (condition != null && value instanceof List<?> list) {
            for (Object element : list) {
                if (Matcher.elementMatches(element, condition)) {
                    return List.of(element);
                }
            }
        }
        return Missing.getInstance();
    }

    private static Object atPosition(@Nullable Object value, @Nullable Integer position) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            return value == null ? Missing.getInstance() : value;
        }
        if (position == null || position >= list.size()) {
            throw CommandFailure.location(
                    51246,
                    "Executor error during find command :: caused by :: positional operator '.$' couldn't find a "
                            + "matching element in the array");
        }
        return java.util.Collections.singletonList(list.get(position));
    }
}
