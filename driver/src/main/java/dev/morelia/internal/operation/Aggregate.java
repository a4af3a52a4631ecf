package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code aggregate} command.
 *
 * @param database which database
 * @param collection which collection, null to aggregate on the database
 * @param pipeline the stages
 * @param fields the caller's options by the names of the CRUD specification
 */
public record Aggregate(String database, @Nullable String collection, List<Document> pipeline, Document fields)
        implements Operation<CursorBatch> {
    private static final Set<String> TRANSLATED = Set.of("batchSize", "maxAwaitTimeMS");

    /** The same with other options. */
    public Aggregate with(Document changed) {
        return new Aggregate(database, collection, pipeline, changed);
    }

    /** Whether the last stage stores the result instead of returning it. */
    public boolean stores() {
        if (pipeline.isEmpty()) {
            return false;
        }
        Document last = pipeline.get(pipeline.size() - 1);
        return last.containsKey("$out") || last.containsKey("$merge");
    }

    @Override
    public String commandName() {
        return "aggregate";
    }

    @Override
    public Target target() {
        return new Target(database, collection);
    }

    @Override
    public OperationKind kind() {
        return stores() ? OperationKind.QUERY_INTO : OperationKind.QUERY;
    }

    @Override
    public long maxTimeMillis() {
        return Fields.maxTimeMillis(fields);
    }

    @Override
    public Command build(Limits limits) {
        return Command.of(commandName(), target(), out -> write(out, limits));
    }

    private void write(BsonOutput out, Limits limits) {
        if (collection == null) {
            out.name("aggregate").int32(1);
        } else {
            out.name("aggregate").string(collection);
        }
        out.name("pipeline").value(pipeline);
        out.name("cursor").startDocument();
        if (fields.get("batchSize") != null && !stores()) {
            out.name("batchSize").int32(fields.int32("batchSize"));
        }
        out.endDocument();
        Fields.write(out, limits, fields, name -> !TRANSLATED.contains(name));
    }

    @Override
    public CursorBatch parse(Reply reply) {
        return CursorBatch.parse(reply, "firstBatch");
    }
}
