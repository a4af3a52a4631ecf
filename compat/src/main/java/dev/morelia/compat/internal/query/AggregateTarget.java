package dev.morelia.compat.internal.query;

import com.mongodb.MongoNamespace;
import dev.morelia.AggregateQuery;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.AggregateOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is aggregated.
 *
 * @param collection null for the database itself
 */
public record AggregateTarget(String database, @Nullable String collection) {
    private static final String OUT = "$out";
    private static final String MERGE = "$merge";

    AggregateQuery<Document> query(View view, List<Document> stages, AggregateOptions options) {
        return collection == null
                ? view.database(database).aggregate(stages, options)
                : view.collection(new MongoNamespace(database, collection)).aggregate(stages, options);
    }

    /** Whether the last stage stores the results in a collection. */
    static boolean writes(List<Document> stages) {
        return !stages.isEmpty()
                && (stages.getLast().containsKey(OUT) || stages.getLast().containsKey(MERGE));
    }

    /**
     * The collection that the last stage stores the results in; null if it does not.
     *
     * @throws IllegalStateException if they are stored where they cannot be read
     */
    static @Nullable MongoNamespace written(List<Document> stages, String database) {
        if (!writes(stages)) {
            return null;
        }
        Document last = stages.getLast();
        Object where = last.get(OUT);
        if (where == null) {
            where = last.get(MERGE);
            if (where instanceof Document merge) {
                where = merge.get("into");
            }
        }
        if (where instanceof String name) {
            return new MongoNamespace(database, name);
        }
        if (where instanceof Document place
                && place.get("coll") instanceof String name
                && place.getOrDefault("db", database) instanceof String other) {
            return new MongoNamespace(other, name);
        }
        throw new IllegalStateException(
                "Cannot return a cursor when the value for $out or $merge stage is not a" + " namespace: " + last);
    }
}
