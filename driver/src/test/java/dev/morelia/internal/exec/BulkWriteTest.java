package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.operation.write.DeleteStatement;
import dev.morelia.internal.operation.write.InsertStatement;
import dev.morelia.internal.operation.write.UpdateStatement;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which commands a bulk write becomes, and which writes of the caller their replies are about. The writes are letters:
 * {@code I}nsert, {@code U}pdate, {@code D}elete, and {@code X}, an insert that cannot be encoded. Each carries its
 * index.
 */
class BulkWriteTest {
    private static final ServerAddress SERVER = ServerAddress.of("db1");
    private static final Codec<Document> DOCUMENTS = CodecRegistry.standard().codec(Document.class);

    private final List<String> commands = new ArrayList<>();
    private final Deque<Document> replies = new ArrayDeque<>();
    private Limits limits = Limits.DEFAULT;

    private BulkWrite bulk(String writes, boolean ordered, WriteConcern writeConcern) {
        var context = new ExecutionContext(
                CodecRegistry.standard(),
                ReadPreference.primary(),
                ReadConcern.DEFAULT,
                writeConcern,
                null,
                null,
                null,
                null);
        var session = new ImplicitSession(new ServerSessions(SystemEnv.INSTANCE));
        var call = new Call(context, 1, Deadline.NONE, session, Lease.ANY_SERVER, Call.Extent.SEVERAL);
        var bulk = new BulkWrite(
                this::execute,
                call,
                new Namespace("app", "people"),
                "bulkWrite",
                new BulkWriteOptions().ordered(ordered));
        for (int i = 0; i < writes.length(); i++) {
            add(bulk, writes.charAt(i), new Document("_id", i));
        }
        return bulk;
    }

    private static void add(BulkWrite bulk, char kind, Document index) {
        switch (kind) {
            case 'I' -> bulk.add(WriteKind.INSERT, new InsertStatement<>(index, DOCUMENTS));
            case 'X' -> bulk.add(WriteKind.INSERT, new InsertStatement<>(index.append("odd", new Object()), DOCUMENTS));
            case 'D' -> bulk.add(WriteKind.DELETE, new DeleteStatement(index, false, new Document()));
            default ->
                bulk.add(
                        WriteKind.UPDATE,
                        new UpdateStatement(index, out -> out.value(new Document("a", 1)), false, new Document()));
        }
    }

    private <R> R execute(Operation<R> operation, Call call) {
        var sequence = Objects.requireNonNull(operation.build(limits).sequence());
        var out = new BsonOutput();
        int written = sequence.write(out, limits.maxMessageSizeBytes());
        if (written == 0) {
            return operation.withoutReply(SERVER);
        }
        commands.add(operation.commandName() + indexes(out));
        if (!operation.acknowledged()) {
            return operation.withoutReply(SERVER);
        }
        var reply = replies.isEmpty() ? Document.of("ok", 1, "n", written, "nModified", written) : replies.remove();
        return ReplyErrors.read(new Reply(RawDocument.encode(reply), SERVER), operation);
    }

    private static List<Integer> indexes(BsonOutput out) {
        var indexes = new ArrayList<Integer>();
        for (int at = 0; at < out.position(); ) {
            int length = (out.buffer()[at] & 0xFF) | (out.buffer()[at + 1] & 0xFF) << 8;
            var statement = RawDocument.of(out.buffer(), at, length);
            indexes.add((statement.has("q") ? statement.document("q") : statement).int32("_id", -1));
            at += length;
        }
        return indexes;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I       | true  | 9 | 1000 | insert[0]
            III     | true  | 9 | 1000 | insert[0, 1, 2]
            IIUUID  | true  | 9 | 1000 | insert[0, 1]; update[2, 3]; insert[4]; delete[5]
            IIUUID  | false | 9 | 1000 | insert[0, 1, 4]; update[2, 3]; delete[5]
            DIDI    | true  | 9 | 1000 | delete[0]; insert[1]; delete[2]; insert[3]
            DIDI    | false | 9 | 1000 | delete[0, 2]; insert[1, 3]
            IIIII   | true  | 2 | 1000 | insert[0, 1]; insert[2, 3]; insert[4]
            IIIIU   | false | 3 | 1000 | insert[0, 1, 2]; insert[3]; update[4]
            IIIII   | true  | 9 | 28   | insert[0, 1]; insert[2, 3]; insert[4]
            IIIII   | true  | 9 | 41   | insert[0, 1]; insert[2, 3]; insert[4]
            IIIII   | true  | 9 | 42   | insert[0, 1, 2]; insert[3, 4]
            XIXI    | false | 9 | 1000 | insert[1, 3]
            IXI     | true  | 9 | 1000 | insert[0]
            XU      | true  | 9 | 1000 |
            XU      | false | 9 | 1000 | update[1]
            """)
    void writesShareCommandsByKindCountAndSize(
            String writes, boolean ordered, int maxBatch, int maxMessage, String expected) {
        limits = new Limits(16_000_000, maxMessage, maxBatch, 0, 25);
        boolean more = bulk(writes, ordered, WriteConcern.ACKNOWLEDGED).flush();
        assertThat(String.join("; ", commands)).isEqualTo(expected == null ? "" : expected);
        assertThat(more).isEqualTo(!(ordered && writes.contains("X")));
    }

    @Test
    void countsAndIdsHaveTheIndexesOfTheCaller() {
        var bulk = bulk("UIDUIUI", false, WriteConcern.ACKNOWLEDGED);
        replies.add(Document.parse(
                "{\"ok\": 1, \"n\": 3, \"nModified\": 1, \"upserted\": [{\"index\": 1, \"_id\": \"new\"}]}"));
        replies.add(Document.of("ok", 1, "n", 3));
        replies.add(Document.of("ok", 1, "n", 1));
        bulk.flush();
        BulkWriteResult result = bulk.result(null);
        assertThat(commands).containsExactly("update[0, 3, 5]", "insert[1, 4, 6]", "delete[2]");
        assertThat(result.insertedCount()).isEqualTo(3);
        assertThat(result.matchedCount()).isEqualTo(2);
        assertThat(result.modifiedCount()).isEqualTo(1);
        assertThat(result.deletedCount()).isEqualTo(1);
        assertThat(result.insertedIds()).containsOnlyKeys(1, 4, 6);
        assertThat(result.upsertedIds()).containsOnlyKeys(3).containsValue("new");
    }

    /** The server tells of the second statement of the first command that it failed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            IUIUI | false | insert[0, 2, 4]; update[1, 3]   | 2    | 0 4
            IIIUD | true  | insert[0, 1, 2]                 | 1    | 0
            XIUII | false | insert[1, 3, 4]; update[2]      | 0 3  | 1 4
            IIXI  | true  | insert[0, 1]                    | 1    | 0
            """)
    void errorsHaveTheIndexesOfTheCaller(String writes, boolean ordered, String sent, String failed, String inserted) {
        replies.add(Document.parse("{\"ok\": 1, \"n\": 1, \"writeErrors\":"
                + " [{\"index\": 1, \"code\": 11000, \"errmsg\": \"E11000 duplicate key\"}]}"));
        var bulk = bulk(writes, ordered, WriteConcern.ACKNOWLEDGED);
        assertThat(bulk.flush()).isEqualTo(!ordered);
        var failure = catchThrowableOfType(BulkWriteException.class, () -> bulk.result(null));
        assertThat(String.join("; ", commands)).isEqualTo(sent);
        assertThat(failure.writeErrors())
                .extracting(BulkWriteError::index)
                .map(String::valueOf)
                .containsExactly(failed.split(" "));
        assertThat(failure.partialResult().insertedIds().keySet())
                .map(String::valueOf)
                .containsExactly(inserted.split(" "));
    }

    @Test
    void anErrorOfACommandEndsTheWholeAndKeepsWhatIsDone() {
        replies.add(Document.of("ok", 1, "n", 2));
        replies.add(Document.of("ok", 0, "code", 13, "errmsg", "not authorized"));
        var bulk = bulk("IIUD", false, WriteConcern.ACKNOWLEDGED);
        var failure = catchThrowableOfType(CommandException.class, bulk::flush);
        assertThat(commands).containsExactly("insert[0, 1]", "update[2]");
        assertThat(failure.partialResult()).isNotNull();
        assertThat(Objects.requireNonNull(failure.partialResult()).insertedCount())
                .isEqualTo(2);
    }

    @Test
    void aWriteConcernErrorEndsNothing() {
        replies.add(Document.parse(
                "{\"ok\": 1, \"n\": 1, \"writeConcernError\": {\"code\": 64, \"errmsg\": \"waiting\"}}"));
        var bulk = bulk("IU", true, WriteConcern.ACKNOWLEDGED);
        assertThat(bulk.flush()).isTrue();
        assertThat(commands).containsExactly("insert[0]", "update[1]");
        var failure = catchThrowableOfType(BulkWriteException.class, () -> bulk.result(null));
        assertThat(failure.writeErrors()).isEmpty();
        assertThat(failure.writeConcernErrors()).hasSize(1);
        assertThat(failure.partialResult().insertedCount()).isEqualTo(1);
    }

    @Test
    void indexesGoOnAfterAFlush() {
        var bulk = bulk("II", true, WriteConcern.ACKNOWLEDGED);
        bulk.flush();
        add(bulk, 'I', new Document("_id", 2));
        bulk.flush();
        assertThat(commands).containsExactly("insert[0, 1]", "insert[2]");
        assertThat(bulk.result(null).insertedIds()).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void withoutAcknowledgementOnlyTheIdsAreKnown() {
        var bulk = bulk("IUI", true, WriteConcern.UNACKNOWLEDGED);
        bulk.flush();
        assertThat(commands).containsExactly("insert[0]", "update[1]", "insert[2]");
        var result = bulk.result(null);
        assertThat(result.acknowledged()).isFalse();
        assertThat(result.insertedIds()).containsOnlyKeys(0, 2);
    }
}
