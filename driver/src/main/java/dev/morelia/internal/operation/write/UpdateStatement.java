package dev.morelia.internal.operation.write;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.Fields;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One update or replacement: {@code {q, u, multi, upsert, arrayFilters, hint, collation, sort}}.
 *
 * @param filter which documents
 * @param update writes the value of {@code u}
 * @param multi whether all matching documents are updated
 * @param fields the caller's options; those that belong to the statement are picked out
 */
public record UpdateStatement(Document filter, Consumer<BsonOutput> update, boolean multi, Document fields)
        implements WriteStatement {
    /** The options that stand in the statement; all others stand in the command. */
    static final Set<String> STATEMENT_FIELDS = Set.of("upsert", "arrayFilters", "hint", "collation", "sort");

    @Override
    public void write(BsonOutput out, Limits limits) {
        int start = out.position();
        out.startDocument();
        out.name("q").value(filter);
        out.name("u");
        update.accept(out);
        if (multi) {
            out.name("multi").bool(true);
        }
        Fields.write(out, fields, STATEMENT_FIELDS::contains);
        out.endDocument();
        Fields.checkStatementLength(out.position() - start, limits);
    }

    @Override
    public void writeFields(BsonOutput out, Limits limits) {
        out.name("filter").value(filter);
        out.name("updateMods");
        update.accept(out);
        out.name("multi").bool(multi);
        Fields.write(out, fields, STATEMENT_FIELDS::contains);
    }
}
