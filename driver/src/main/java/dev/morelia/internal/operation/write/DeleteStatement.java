package dev.morelia.internal.operation.write;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.Fields;
import java.util.Set;

/**
 * One delete: {@code {q, limit, hint, collation}}.
 *
 * @param filter which documents
 * @param multi whether all matching documents are deleted, or the first one found
 * @param fields the caller's options; those that belong to the statement are picked out
 */
public record DeleteStatement(Document filter, boolean multi, Document fields) implements WriteStatement {
    /** The options that stand in the statement; all others stand in the command. */
    static final Set<String> STATEMENT_FIELDS = Set.of("hint", "collation");

    @Override
    public void write(BsonOutput out, Limits limits) {
        int start = out.position();
        out.startDocument();
        out.name("q").value(filter);
        out.name("limit").int32(multi ? 0 : 1);
        Fields.write(out, fields, STATEMENT_FIELDS::contains);
        out.endDocument();
        Fields.checkStatementLength(out.position() - start, limits);
    }

    @Override
    public void writeFields(BsonOutput out, Limits limits) {
        out.name("filter").value(filter);
        out.name("multi").bool(multi);
        Fields.write(out, fields, STATEMENT_FIELDS::contains);
    }
}
