package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.operation.Fields;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code bulkWrite} command of server 8.0: as many of the statements, from {@code from} on, as fit into one message,
 * in a sequence {@code ops}, and their namespaces in a sequence {@code nsInfo}. What cannot be encoded it leaves out
 * like {@link Write}. Not thread-safe: one execution owns it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md">Bulk Write</a>
 */
public final class BulkWriteCommand implements Operation<BulkWriteReply> {
    private static final String NAME = "bulkWrite";

    /** What the specification reserves for the header and the fields that all commands have. */
    private static final int MESSAGE_OVERHEAD_BYTES = 1000;

    /** {@code {ns: ""}} without the name of the collection. */
    private static final int NAMESPACE_OVERHEAD_BYTES = 14;

    /** Options that other fields stand for. */
    private static final Set<String> INTERPRETED = Set.of("ordered", "verboseResults");

    private final BulkWriteHeader header;
    private final Operations operations;
    private final OperationKind kind;
    private int bodyBytes;

    /** Carries the statements from index {@code from} on. */
    public BulkWriteCommand(BulkWriteHeader header, List<NamespacedStatement> statements, int from) {
        this.header = header;
        this.operations = new Operations(statements, from, header.ordered());
        this.kind = header.acknowledged() && operations.isRepeatable()
                ? OperationKind.RETRYABLE_WRITE
                : OperationKind.WRITE;
    }

    /** How many statements are dealt with, the failures included; 0 before it is built. */
    public int consumed() {
        return operations.consumed();
    }

    /** How many statements the message carries; 0 before it is built. */
    public int written() {
        return operations.written();
    }

    /** The statements that are left out, by their index; none before it is built. */
    public List<Write.Failure> failures() {
        return operations.failures();
    }

    @Override
    public String commandName() {
        return NAME;
    }

    @Override
    public Target target() {
        return Target.of("admin");
    }

    @Override
    public String tried() {
        return NAME;
    }

    @Override
    public OperationKind kind() {
        return kind;
    }

    @Override
    public boolean acknowledged() {
        return header.acknowledged();
    }

    /** @throws OlderServerException when the server does not know the command */
    @Override
    public Command build(Limits limits) {
        if (limits.maxWireVersion() < WireVersion.SERVER_8_0) {
            throw new OlderServerException(NAME);
        }
        return new Command(
                NAME, target(), out -> writeBody(out, limits), new OperationSequence(limits), header.acknowledged());
    }

    private void writeBody(BsonOutput out, Limits limits) {
        int start = out.position();
        out.int32(NAME, 1);
        out.bool("errorsOnly", !header.verbose());
        out.bool("ordered", header.ordered());
        Fields.write(out, limits, header.fields(), name -> !INTERPRETED.contains(name));
        bodyBytes = out.position() - start + 5; // with the length of the document and its end
    }

    @Override
    public BulkWriteReply parse(Reply reply) {
        return BulkWriteReply.parse(reply, written());
    }

    @Override
    public BulkWriteReply withoutReply(ServerAddress server) {
        return BulkWriteReply.nothing(server);
    }

    /** The operations, and the namespaces that they use. */
    private static final class Operations extends StatementBatch<NamespacedStatement> {
        private final Map<Namespace, Integer> namespaces = new LinkedHashMap<>();
        private int namespaceBytes;
        private int bytesOfNew;

        Operations(List<NamespacedStatement> statements, int from, boolean ordered) {
            super(statements, from, true, ordered);
        }

        @Override
        void writeOne(NamespacedStatement statement, BsonOutput out, Limits limits) {
            Integer index = namespaces.get(statement.namespace());
            bytesOfNew = index == null ? bytes(statement.namespace()) : 0;
            statement.write(out, limits, index == null ? namespaces.size() : index);
        }

        private static int bytes(Namespace namespace) {
            return NAMESPACE_OVERHEAD_BYTES + namespace.toString().getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        int bytesBesides() {
            return namespaceBytes + bytesOfNew;
        }

        @Override
        void included(NamespacedStatement statement) {
            if (bytesOfNew > 0) {
                namespaces.put(statement.namespace(), namespaces.size());
                namespaceBytes += bytesOfNew;
                bytesOfNew = 0;
            }
        }
    }

    private final class OperationSequence implements DocumentSequence {
        private final Limits limits;

        OperationSequence(Limits limits) {
            this.limits = limits;
        }

        @Override
        public String identifier() {
            return "ops";
        }

        @Override
        public int write(BsonOutput out, int maxMessageEnd) {
            int maximumBytes = limits.maxMessageSizeBytes() - MESSAGE_OVERHEAD_BYTES - bodyBytes;
            return operations.write(NAME, out, limits, out.position() + maximumBytes);
        }

        @Override
        public @Nullable DocumentSequence next() {
            return new NamespaceSequence();
        }
    }

    private final class NamespaceSequence implements DocumentSequence {
        @Override
        public String identifier() {
            return "nsInfo";
        }

        @Override
        public int write(BsonOutput out, int maxMessageEnd) {
            operations
                    .namespaces
                    .keySet()
                    .forEach(namespace -> out.startDocument()
                            .string("ns", namespace.toString())
                            .endDocument());
            return operations.namespaces.size();
        }
    }
}
