package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.Namespace;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code findAndModify} command; gives the document before or after, if there was one.
 *
 * @param namespace which collection
 * @param filter which document
 * @param update writes the value of {@code update}; null to remove the document
 * @param fields the caller's options by the names of the CRUD specification
 */
public record FindAndModify(
        Namespace namespace, Document filter, @Nullable Consumer<BsonOutput> update, Document fields)
        implements Operation<Optional<RawDocument>> {
    @Override
    public OperationKind kind() {
        return OperationKind.WRITE;
    }

    @Override
    public Command build(Limits limits) {
        return Command.of("findAndModify", namespace.database(), this::write);
    }

    private void write(BsonOutput out) {
        out.name("findAndModify").string(namespace.collection());
        out.name("query").value(filter);
        if (update == null) {
            out.name("remove").bool(true);
        } else {
            out.name("update");
            update.accept(out);
        }
        fields.forEach((name, value) -> writeOption(out, name, value));
    }

    private static void writeOption(BsonOutput out, String name, @Nullable Object value) {
        switch (name) {
            case "projection" -> out.name("fields").value(value);
            case "returnDocument" -> {
                if ("After".equalsIgnoreCase(String.valueOf(value))) {
                    out.name("new").bool(true);
                }
            }
            default -> out.name(name).value(value);
        }
    }

    @Override
    public Optional<RawDocument> parse(Reply reply) {
        ServerErrors.checkWriteConcern("findAndModify", reply);
        return Optional.ofNullable(reply.document().document("value"));
    }
}
