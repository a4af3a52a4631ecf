package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.Fields;
import dev.morelia.settings.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its collection, for {@code bulkWrite}: {@code {insert | update | delete: index, ...}}.
 *
 * @param namespace the collection
 * @param kind insert, update or delete
 * @param statement what to write
 */
public record NamespacedStatement(Namespace namespace, WriteKind kind, WriteStatement statement)
        implements WriteStatement {
    /**
     * Writes it as an operation of {@code bulkWrite}.
     *
     * @param index the index of the namespace in the command
     */
    void write(BsonOutput out, Limits limits, int index) {
        int start = out.position();
        out.startDocument();
        out.name(kind.commandName()).int32(index);
        statement.writeFields(out, limits);
        out.endDocument();
        Fields.checkStatementLength(out.position() - start, limits);
    }

    @Override
    public void write(BsonOutput out, Limits limits) {
        statement.write(out, limits);
    }

    @Override
    public void writeFields(BsonOutput out, Limits limits) {
        statement.writeFields(out, limits);
    }

    @Override
    public void failedIn(BsonOutput out) {
        statement.failedIn(out);
    }

    @Override
    public @Nullable Object id() {
        return statement.id();
    }

    @Override
    public boolean multi() {
        return statement.multi();
    }
}
