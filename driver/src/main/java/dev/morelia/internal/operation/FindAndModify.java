package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.options.ReturnDocument;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code findAndModify} command; gives the document before or after, if there was one.
 *
 * @param namespace which collection
 * @param filter which document
 * @param update writes the value of {@code update}; null to remove the document
 * @param returned as it was before, or as it is after
 * @param acknowledged whether the server replies
 * @param fields the caller's options by the names of the CRUD specification
 */
public record FindAndModify(
        Namespace namespace,
        Document filter,
        @Nullable Consumer<BsonOutput> update,
        ReturnDocument returned,
        boolean acknowledged,
        Document fields)
        implements Operation<Optional<RawDocument>> {
    private static final Set<String> TRANSLATED = Set.of("projection", "returnDocument");

    @Override
    public String commandName() {
        return "findAndModify";
    }

    @Override
    public Target target() {
        return Target.of(namespace);
    }

    @Override
    public OperationKind kind() {
        return acknowledged ? OperationKind.RETRYABLE_WRITE : OperationKind.WRITE;
    }

    @Override
    public long maxTimeMillis() {
        return Fields.maxTimeMillis(fields);
    }

    @Override
    public Optional<RawDocument> withoutReply(ServerAddress server) {
        return Optional.empty();
    }

    @Override
    public Command build(Limits limits) {
        return new Command(commandName(), target(), out -> write(out, limits), null, acknowledged);
    }

    private void write(BsonOutput out, Limits limits) {
        out.name("findAndModify").string(namespace.collection());
        out.name("query").value(filter);
        if (update == null) {
            out.name("remove").bool(true);
        } else {
            out.name("update");
            update.accept(out);
        }
        if (fields.containsKey("projection")) {
            out.name("fields").value(fields.get("projection"));
        }
        if (returned == ReturnDocument.AFTER) {
            out.name("new").bool(true);
        }
        Fields.write(out, limits, fields, name -> !TRANSLATED.contains(name));
    }

    @Override
    public Optional<RawDocument> parse(Reply reply) {
        ReplyErrors.checkWriteConcern(tried(), kind(), reply);
        return Optional.ofNullable(RequiredFields.documentOrNull(reply.document(), "value"));
    }
}
