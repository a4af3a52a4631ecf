package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.settings.Namespace;

/**
 * The {@code distinct} command; the reply's document carries the {@code values}.
 *
 * @param namespace which collection
 * @param key the field, dotted for nested ones
 * @param filter which documents
 * @param fields the caller's options by the names of the CRUD specification
 */
public record Distinct(Namespace namespace, String key, Document filter, Document fields)
        implements Operation<RawDocument> {
    @Override
    public String commandName() {
        return "distinct";
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
        return Command.of(commandName(), target(), out -> write(out, limits));
    }

    private void write(BsonOutput out, Limits limits) {
        out.name("distinct").string(namespace.collection());
        out.name("key").string(key);
        out.name("query").value(filter);
        Fields.write(out, limits, fields);
    }

    @Override
    public RawDocument parse(Reply reply) {
        BsonInput values = RequiredFields.at(reply.document(), "values");
        values.startArray();
        RequiredFields.pass(values);
        BsonInput fields = reply.document().input();
        fields.startDocument();
        RequiredFields.pass(fields);
        return reply.document();
    }
}
