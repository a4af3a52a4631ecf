package dev.morelia.embedded.pipeline;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.query.Expressions;
import dev.morelia.embedded.value.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stages {@code $group} and {@code $bucket}. */
final class Group {

    private record Field(
            String name, String operator, @Nullable Object expression) {

        static Field parse(String name, @Nullable Object accumulator) {
            if (!(accumulator instanceof Document document)) {
                throw CommandFailure.location(40234, "The field '" + name + "' must be an accumulator object");
            }
            if (document.size() != 1) {
                throw CommandFailure.location(40238, "The field '" + name + "' must specify one accumulator");
            }
            var operator = document.keySet().iterator().next();
            Accumulator.of(operator);
            return new Field(name, operator, operator.equals("$count") ? 1 : document.get(operator));
        }
    }

    private record Members(@Nullable Object id, List<Accumulator> accumulators) {}

    private final Function<Document, @Nullable Object> key;
    private final List<Field> fields = new ArrayList<>();

    private Group(Function<Document, @Nullable Object> key, Document fields) {
        this.key = key;
        fields.forEach((name, accumulator) -> this.fields.add(Field.parse(name, accumulator)));
    }

    static Group of(Document specification) {
        if (!specification.containsKey("_id")) {
            throw CommandFailure.location(15955, "a group specification must include an _id");
        }
        var fields = specification.clone();
        var key = fields.remove("_id");
        return new Group(document -> Expressions.evaluate(key, document), fields);
    }

    static Group bucket(Document specification) {
        if (!(specification.get("boundaries") instanceof List<?> boundaries) || boundaries.size() < 2) {
            throw CommandFailure.location(40192, "The $bucket 'boundaries' field must have at least 2 values");
        }
        var compare = ValueComparator.ascWithoutListHandling();
        for (int i = 1; i < boundaries.size(); i++) {
            if (compare.compare(boundaries.get(i - 1), boundaries.get(i)) >= 0) {
                throw CommandFailure.location(40194, "The 'boundaries' option to $bucket must be sorted");
            }
        }
        var fields = specification.get("output") instanceof Document output
                ? output
                : new Document("count", new Document("$sum", 1));
        return new Group(document -> bucketOf(document, specification, boundaries), fields);
    }

    private static @Nullable Object bucketOf(Document document, Document specification, List<?> boundaries) {
        var compare = ValueComparator.ascWithoutListHandling();
        var value = Expressions.evaluate(specification.get("groupBy"), document);
        for (int i = 1; i < boundaries.size(); i++) {
            if (compare.compare(value, boundaries.get(i - 1)) >= 0 && compare.compare(value, boundaries.get(i)) < 0) {
                return boundaries.get(i - 1);
            }
        }
        if (!specification.containsKey("default")) {
            throw CommandFailure.location(
                    40066, "$switch could not find a matching branch for an input, and no default was specified.");
        }
        return specification.get("default");
    }

    Stream<Document> apply(Stream<Document> input) {
        Map<KeyValue, Members> groups = new LinkedHashMap<>();
        input.forEach(document -> {
            var value = key.apply(document);
            var id = value instanceof Missing ? null : value;
            var members = groups.computeIfAbsent(new KeyValue(new Object[] {id}).normalized(), unused -> start(id));
            for (int i = 0; i < fields.size(); i++) {
                members.accumulators.get(i).add(Expressions.evaluate(fields.get(i).expression, document));
            }
        });
        return groups.values().stream().map(this::finish);
    }

    private Members start(@Nullable Object id) {
        return new Members(
                id, fields.stream().map(field -> Accumulator.of(field.operator)).toList());
    }

    private Document finish(Members members) {
        var result = new Document("_id", members.id);
        for (int i = 0; i < fields.size(); i++) {
            result.put(fields.get(i).name, members.accumulators.get(i).result());
        }
        return result;
    }
}
