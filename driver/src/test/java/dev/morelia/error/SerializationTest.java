package dev.morelia.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.BsonErrorNotes;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.Problem;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteConcernError;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java's serialization: it never fails, and what is read back tells the same. */
class SerializationTest {
    private static final ServerAddress SERVER = new ServerAddress("db", 27018);
    private static final Duration ELAPSED = Duration.ofMillis(12);
    private static final String TRIED = "insert on app.people";
    private static final Namespace FILES = new Namespace("app", "fs.files");

    /** A value of a program, which cannot be serialized. */
    private record Person(String name) {}

    /** An exception of a program with such a value. */
    private static final class Unserializable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused") // stands in the way
        private final Person person = new Person("Ada");

        Unserializable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** One that is broken altogether. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        private void writeObject(ObjectOutputStream output) {
            throw new IllegalStateException(output + " is of no use");
        }
    }

    private static ReportedError serverError(int code) {
        var error = Document.of(
                "code",
                code,
                "codeName",
                "SomeName",
                "errmsg",
                "E11000 duplicate key error collection: app.people index: email_1 dup key: { email: \"a\" }",
                "keyPattern",
                new Document("email", 1),
                "keyValue",
                new Document("email", new ObjectId()),
                "errInfo",
                Document.parse("{\"details\": {\"operatorName\": \"$gt\", \"specifiedAs\": {\"age\": {\"$gt\": 0}},"
                        + " \"reason\": \"comparison failed\", \"consideredValue\": -3}}"));
        var reply = Document.of("ok", 1, "errorLabels", List.of("RetryableWriteError"), "writeErrors", List.of(error));
        return new ReportedError(TRIED, SERVER, error, RawDocument.encode(reply));
    }

    @SuppressWarnings("NullAway") // does not see in class files that the values may be null
    private static BulkWriteResult bulkResult() {
        Map<Integer, @Nullable Object> ids = new LinkedHashMap<>();
        ids.put(0, new ObjectId());
        ids.put(1, new Person("Ada"));
        ids.put(2, null);
        return new BulkWriteResult(true, 3, 2, 1, 0, ids, Map.of(3, new Binary(new byte[] {1})));
    }

    private static BulkWriteException bulk(Throwable cause) {
        var errors = List.of(
                serverError(11000).toBulkWriteError(4, new ObjectId()),
                new BulkWriteError(5, new Person("Bob"), -1, "too large", null, "too large", cause));
        List<WriteModel<?>> models = List.of(
                WriteModel.insertOne(new Document("a", 1)),
                WriteModel.insertOne(new Person("Cy")),
                WriteModel.updateOne(
                        new Document("a", 1), new Document("$set", new Document("b", 2)), new UpdateOptions()),
                WriteModel.deleteOne(new Document("person", new Person("Di"))));
        return new BulkWriteException(
                "bulk write on app.people",
                serverError(11000),
                new BulkWriteException.Details(
                        bulkResult(),
                        2,
                        errors,
                        List.of(new WriteConcernError(64, "WriteConcernFailed", "late", new Document("w", 3))),
                        models));
    }

    private static ClientBulkWriteException clientBulk(Throwable cause) {
        var errors = List.of(
                serverError(11000).toBulkWriteError(4, new ObjectId()),
                new BulkWriteError(5, new Person("Bob"), -1, "too large", null, "too large", cause));
        var inserts = Map.of(0, new ClientBulkWriteResult.Inserted(new Person("Ada")));
        var results = new ClientBulkWriteResult.Results(inserts, Map.of(), Map.of());
        return new ClientBulkWriteException(
                "bulk write",
                SERVER,
                Set.of("RetryableWriteError"),
                new ClientBulkWriteException.Details(
                        new CommandException(serverError(59)),
                        new ClientBulkWriteResult(true, 1, 0, 0, 0, 0, results, false),
                        2,
                        errors,
                        List.of(new WriteConcernError(64, "WriteConcernFailed", "late", new Document("w", 3)))));
    }

    private static Stream<MongoException> ofServers() {
        return Stream.of(
                new CommandException(serverError(59)),
                new WriteException(serverError(2)),
                new DuplicateKeyException(serverError(11000)),
                new DocumentValidationException(serverError(121)),
                new CursorNotFoundException(serverError(43)),
                new ExecutionTimeoutException(serverError(50)),
                new NotPrimaryException(serverError(10107)),
                new WriteConcernException(serverError(64), null),
                new WriteConcernException(serverError(64), new InsertOneResult(true, new Person("Ada"))),
                new WriteConcernException(serverError(64), new UpdateResult(true, 1, 1, new ObjectId())),
                new WriteConcernException(serverError(64), new DeleteResult(true, 1)),
                new WriteConcernException(
                        serverError(64), new InsertManyResult(true, 1, Map.of(0, new Person("Ada")))));
    }

    /** One of each class, with causes that cannot be serialized. */
    static Stream<MongoException> all() {
        var cause = new Unserializable("cannot go", new Unserializable("nor this", new IOException("reset")));
        var ofClient = Stream.of(
                bulk(cause),
                clientBulk(cause),
                new AuthenticationException(
                        SERVER, Credential.of("ada", "canary"), "wrong proof", Problem.PASSWORD, cause),
                new ChangeConsumerException.HistoryLost(
                        "bills", "app.orders", Instant.EPOCH, new CommandException(serverError(286))),
                new ChangeConsumerException.UnusablePosition("bills", "has no token"),
                new ChangeConsumerException.LeaseHeld("bills", "host/1/0a", Instant.EPOCH),
                new ChangeConsumerException.LeaseLost("bills", "host/1/0a", Instant.EPOCH, ELAPSED, cause),
                new ClientClosedException(TRIED, RetryAdvice.UNSAFE),
                new ConnectionLostException(SERVER, TRIED, true, ELAPSED, cause),
                new ConnectionOpenException(SERVER, "hello", ELAPSED, cause),
                new GridFsException.CorruptFile(FILES, new Person("Ada"), "a.txt", "chunk 3 of 7 is missing", SERVER),
                new GridFsException.FileNotFound(FILES, new Person("Ada")),
                new DatabaseCopyException("The database shop has no collections"),
                new InterruptedOperationException(SERVER, TRIED, RetryAdvice.SAFE, cause),
                new OperationTimeoutException(
                        SERVER,
                        TRIED,
                        ELAPSED,
                        new OperationTimeoutException.LastStep(OperationTimeoutException.Step.SENDING, ELAPSED),
                        RetryAdvice.SAFE,
                        new Unserializable("", null)),
                new PoolClearedException(SERVER, cause),
                new AsyncQueueFullException(256, 256, 100_000, 100_000),
                new PoolTimeoutException(SERVER, ELAPSED, "Held by: find.", cause),
                new ProtocolException(SERVER, TRIED, "too short", cause),
                new ServerSelectionException("writable server", ELAPSED, "Known: none.", cause),
                new UnsupportedFeatureException(null, "sort in updateOne", "server 8.0 or newer"));
        return Stream.concat(ofServers(), ofClient);
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return Modifier.isAbstract(type.getModifiers())
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SerializationTest::concrete)
                : Stream.of(type);
    }

    @Test
    void noClassIsForgotten() {
        assertThat(all().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        concrete(MongoException.class).toList());
    }

    @SuppressWarnings("unchecked") // the class of what was written
    private static <E extends Throwable> E readBack(E exception) {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ObjectOutputStream(bytes)) {
            output.writeObject(exception);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (var input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (E) input.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that can be asked without an argument. */
    private static Map<String, @Nullable Object> told(Throwable exception) throws ReflectiveOperationException {
        var told = new LinkedHashMap<String, @Nullable Object>();
        for (Method method : exception.getClass().getMethods()) {
            boolean asks = method.getParameterCount() == 0
                    && method.getReturnType() != void.class
                    && !Modifier.isStatic(method.getModifiers())
                    && (method.getDeclaringClass() != Object.class
                            || method.getName().equals("getClass"));
            if (asks && !List.of("fillInStackTrace", "unprocessedModels").contains(method.getName())) {
                try {
                    told.put(method.getName(), shown(method.invoke(exception)));
                } catch (InvocationTargetException e) {
                    throw new AssertionError(method + " of " + exception.getClass(), e.getCause());
                }
            }
        }
        return told;
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case StackTraceElement[] trace -> List.of(trace).toString();
            case Throwable[] suppressed -> List.of(suppressed).toString();
            case BulkWriteResult result -> result.toString();
            default -> value.toString();
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void tellsTheSameWhenItIsReadBack(MongoException exception) throws ReflectiveOperationException {
        var notes = ErrorNotes.of(exception);
        notes.addErrorLabel("SomeLabel");
        notes.endedBulkWrite(bulkResult());
        exception.addSuppressed(new Unserializable("closing failed", null));
        var earlier = new ConnectionLostException(SERVER, TRIED, true, ELAPSED, new Unserializable("reset", null));
        exception.addSuppressed(earlier);
        notes.afterEarlier(earlier, 2);
        notes.during("find on app.people");
        MongoException read = readBack(exception);
        Map<String, @Nullable Object> told = told(exception);
        assertThat(told).containsKeys("getMessage", "server", "errorLabels", "partialResult", "getSuppressed");
        assertThat(told(read)).isEqualTo(told);
        assertThat(read.getSuppressed()[1]).isInstanceOf(ConnectionLostException.class);
        assertThat(told(readBack(read))).as("once more").isEqualTo(told);
    }

    @Test
    void whatAServerToldIsEqual() {
        var key = new DuplicateKeyException(serverError(11000));
        var readKey = readBack(key);
        assertThat(readKey.reportedError()).isEqualTo(key.reportedError());
        assertThat(readKey.reply()).isEqualTo(key.reply());
        assertThat(readKey.keyValue()).isEqualTo(key.keyValue());
        var rules = readBack(new DocumentValidationException(serverError(121)));
        assertThat(rules.violations()).containsExactly("age: {\"$gt\": 0} (comparison failed), got -3");
    }

    /** Values of a program become their text, and models with such are left out. */
    @Test
    void whatAProgramCannotSerializeIsReplaced() {
        var bulk = bulk(new Unserializable("cannot go", null));
        var read = readBack(bulk);
        assertThat(read.partialResult().insertedIds())
                .containsEntry(0, bulk.partialResult().insertedIds().get(0))
                .containsEntry(1, "Person[name=Ada]")
                .containsEntry(2, null);
        assertThat(read.partialResult().upsertedIds())
                .isEqualTo(bulk.partialResult().upsertedIds());
        assertThat(read.writeErrors().get(0)).isEqualTo(bulk.writeErrors().get(0));
        assertThat(read.writeErrors().get(1).documentId()).isEqualTo("Person[name=Bob]");
        assertThat(read.unprocessedModels())
                .containsExactly(
                        bulk.unprocessedModels().get(0),
                        bulk.unprocessedModels().get(2));
    }

    @Test
    void causesKeepTheirClassWhereTheyCan() {
        var read = readBack(new ConnectionLostException(SERVER, TRIED, true, ELAPSED, new IOException("reset")));
        assertThat(read.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("reset");
        var odd = new BsonException("odd", "a.b", BsonType.STRING, new Person("Ada"), new Unserializable("x", null));
        BsonErrorNotes.of(odd).inDocument("a.b", new Person("Ada"), "app.people");
        var read2 = readBack(new ProtocolException(SERVER, TRIED, "odd", odd));
        var cause = (BsonException) Objects.requireNonNull(read2.getCause());
        assertThat(cause).hasMessage(odd.getMessage());
        assertThat(cause.path()).isEqualTo("a.b");
        assertThat(cause.type()).isEqualTo(BsonType.STRING);
        assertThat(cause.documentId()).isEqualTo("Person[name=Ada]");
        assertThat(cause.getCause()).hasMessage("x");
    }

    @Test
    void anExceptionMayBeBrokenAltogether() {
        var lost = new ConnectionLostException(SERVER, TRIED, true, ELAPSED, null);
        lost.addSuppressed(new Broken());
        assertThat(readBack(lost).getSuppressed()[0]).hasToString(Broken.class.getName());
    }

    /** As when the failure that has cleared a pool is the cause of the next attempt's, which it suppresses. */
    @Test
    void exceptionsMayReferToEachOther() {
        var lost = new ConnectionLostException(SERVER, TRIED, true, ELAPSED, null);
        lost.addSuppressed(new PoolClearedException(SERVER, lost));
        var read = readBack(lost);
        assertThat(read.getSuppressed()[0].getCause()).isSameAs(read);

        var foreign = new RuntimeException("of a program", lost);
        lost.addSuppressed(foreign);
        var withForeign = readBack(lost);
        assertThat(withForeign.getSuppressed()[1]).hasToString(foreign.toString());
        assertThat(withForeign.getSuppressed()[1].getCause()).isSameAs(withForeign);

        var odd = new BsonException("odd", lost);
        lost.addSuppressed(odd);
        assertThat(readBack(odd).getCause()).hasMessage(lost.getMessage());

        var first = new Unserializable("first", null);
        var second = new Unserializable("second", first);
        first.addSuppressed(second);
        var circle = readBack(new ConnectionLostException(SERVER, TRIED, true, ELAPSED, first));
        assertThat(circle.getCause()).hasMessage("first");
    }
}
