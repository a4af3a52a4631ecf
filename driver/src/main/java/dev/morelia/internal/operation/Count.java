package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ways to count: exactly by an aggregation, by the {@code count} command, or by the collection's metadata. */
public final class Count {
    /** Options of a find that mean the same to the {@code count} command. */
    private static final Set<String> QUERY_FIELDS =
            Set.of("collation", "comment", "hint", "limit", "maxTimeMS", "rawData", "skip");

    private Count() {}

    /** Counts the matching documents; {@code skip} and {@code limit} become stages, the rest are aggregate options. */
    public static Operation<Long> documents(Namespace namespace, Document filter, Document fields) {
        var pipeline = new ArrayList<Document>();
        pipeline.add(new Document("$match", filter));
        if (fields.containsKey("skip")) {
            pipeline.add(new Document("$skip", fields.get("skip")));
        }
        if (fields.containsKey("limit")) {
            pipeline.add(new Document("$limit", fields.get("limit")));
        }
        pipeline.add(new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1))));
        Document remaining = Document.copyOf(fields);
        remaining.remove("skip");
        remaining.remove("limit");
        return new Exact(new Aggregate(namespace.database(), namespace.collection(), pipeline, remaining));
    }

    /** The number of documents in the collection's metadata; may be wrong after an unclean shutdown. */
    public static Operation<Long> estimated(Namespace namespace, Document fields) {
        return new ByCommand(namespace, fields);
    }

    /**
     * Counts what a find would give, by the {@code count} command.
     *
     * @param find options of the find
     */
    public static Operation<Long> query(Namespace namespace, Document filter, Document find) {
        var fields = new Document("query", filter);
        find.forEach((name, value) -> {
            if (QUERY_FIELDS.contains(name)) {
                fields.append(name, value);
            }
        });
        return new ByCommand(namespace, fields);
    }

    private record Exact(Aggregate aggregate) implements Operation<Long> {
        @Override
        public String commandName() {
            return aggregate.commandName();
        }

        /** Messages name the API method, not the aggregation. */
        @Override
        public Target target() {
            return aggregate.target().by("countDocuments");
        }

        @Override
        public OperationKind kind() {
            return OperationKind.QUERY;
        }

        @Override
        public long maxTimeMillis() {
            return aggregate.maxTimeMillis();
        }

        @Override
        public Command build(Limits limits) {
            Command command = aggregate.build(limits);
            return new Command(command.name(), target(), command.body(), command.sequence(), command.acknowledged());
        }

        @Override
        public Long parse(Reply reply) {
            CursorBatch batch = aggregate.parse(reply);
            List<RawDocument> groups = batch.cursor().list(batch.field(), RawDocument.class);
            return groups.isEmpty() ? 0L : RequiredFields.count(groups.getFirst(), "n");
        }
    }

    private record ByCommand(Namespace namespace, Document fields) implements Operation<Long> {
        @Override
        public String commandName() {
            return "count";
        }

        @Override
        public Target target() {
            return Target.of(namespace);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.QUERY;
        }

        @Override
        public long maxTimeMillis() {
            return Fields.maxTimeMillis(fields);
        }

        @Override
        public Command build(Limits limits) {
            return Command.of(commandName(), target(), out -> {
                out.string("count", namespace.collection());
                Fields.write(out, limits, fields);
            });
        }

        @Override
        public Long parse(Reply reply) {
            return RequiredFields.count(reply.document(), "n");
        }
    }
}
