package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.command.Target;
import dev.morelia.options.CursorType;
import dev.morelia.settings.Namespace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code find} command.
 *
 * @param namespace which collection
 * @param filter which documents
 * @param fields the caller's options by the names of the CRUD specification
 * @param replyBuffer what the first batch may be read into; null if it needs memory of its own
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/find_getmore_killcursors_commands/find_getmore_killcursors_commands.md">find, getMore and killCursors</a>
 */
public record Find(
        Namespace namespace,
        Document filter,
        Document fields,
        @Nullable ReplyBuffer replyBuffer) implements Operation<CursorBatch> {
    private static final Set<String> TRANSLATED =
            Set.of("limit", "batchSize", "cursorType", "maxAwaitTimeMS", "singleBatch");

    /**
     * Checks the type of the cursor.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public Find {
        cursorType(fields);
    }

    /** A query whose batches have arrays of their own. */
    public Find(Namespace namespace, Document filter, Document fields) {
        this(namespace, filter, fields, null);
    }

    @Override
    public String commandName() {
        return "find";
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

    private static CursorType cursorType(Document fields) {
        Object type = fields.get("cursorType");
        return type == null ? CursorType.NON_TAILABLE : CursorType.of(type.toString());
    }

    @Override
    public Command build(Limits limits) {
        return Command.of(commandName(), target(), out -> write(out, limits));
    }

    private void write(BsonOutput out, Limits limits) {
        out.name("find").string(namespace.collection());
        out.name("filter").value(filter);
        if (fields.isEmpty()) {
            return;
        }
        writeSizes(out);
        CursorType cursorType = cursorType(fields);
        if (cursorType.isTailable()) {
            out.name("tailable").bool(true);
        }
        if (cursorType == CursorType.TAILABLE_AWAIT) {
            out.name("awaitData").bool(true);
        }
        Fields.write(out, limits, fields, name -> !TRANSLATED.contains(name));
    }

    /**
     * A negative limit, or one that fits the first batch, means one batch only. A limit equal to the batch size asks
     * for one more, so that the server closes the cursor with the first batch.
     */
    private void writeSizes(BsonOutput out) {
        long limit = fields.int64("limit", 0);
        long batchSize = Math.abs(fields.int64("batchSize", -1));
        boolean batchSizeGiven = fields.get("batchSize") != null;
        if (limit != 0) {
            out.name("limit").int64(Math.abs(limit));
        }
        if (batchSizeGiven) {
            out.name("batchSize").int64(limit > 0 && limit == batchSize ? batchSize + 1 : batchSize);
        }
        if (limit < 0 || fields.bool("singleBatch", false)) {
            out.name("singleBatch").bool(true);
        }
    }

    @Override
    public CursorBatch parse(Reply reply) {
        return CursorBatch.parse(reply, "firstBatch");
    }
}
