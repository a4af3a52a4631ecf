package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.exec.ClientBulkWrite;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.write.NamespacedStatement;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.WriteModel;
import dev.morelia.result.ClientBulkWriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bulk write of a client: checks the writes, and encodes each document with the codec of its class. */
public final class ClientWrites {
    private final CodecRegistry codecs;
    private final Map<Class<?>, ModelStatements<Object>> converters = new HashMap<>();
    private final List<NamespacedStatement> statements = new ArrayList<>();

    private ClientWrites(CodecRegistry codecs) {
        this.codecs = codecs;
    }

    /** Executes a bulk write. */
    public static ClientBulkWriteResult execute(
            Executor executor, ExecutionContext context, List<NamespacedWrite> writes, ClientBulkWriteOptions options) {
        var converted = new ClientWrites(context.codecs());
        Argument.notEmpty("writes", writes).forEach(converted::add);
        return new ClientBulkWrite(executor, context, converted.statements, options).execute();
    }

    private void add(NamespacedWrite write) {
        Class<?> type = documentClass(write.model());
        converters
                .computeIfAbsent(type, this::converter)
                .add(
                        write.model(),
                        (kind, statement) ->
                                statements.add(new NamespacedStatement(write.namespace(), kind, statement)));
    }

    private static Class<?> documentClass(WriteModel<?> model) {
        return switch (model) {
            case WriteModel.InsertOne<?> insert -> insert.document().getClass();
            case WriteModel.ReplaceOne<?> replace -> replace.replacement().getClass();
            default -> Document.class;
        };
    }

    @SuppressWarnings("unchecked") // It gets only values of the class.
    private ModelStatements<Object> converter(Class<?> type) {
        return new ModelStatements<>((Codec<Object>) codecs.documentCodec(type));
    }
}
