package dev.morelia.internal.operation.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.argument.CommandAbandonedException;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Limits;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which statements a command carries, and which it leaves out because they cannot be sent. */
class WriteTest {
    private static final int FAR = 1_000_000;
    private static final Codec<Document> DOCUMENTS = CodecRegistry.standard().codec(Document.class);

    /** Encodes its number and then, from a field in the middle of another document, may throw. */
    private record Item(int id, @Nullable Throwable failure) {}

    private static final Codec<Item> ITEMS = new Codec<>() {
        @Override
        public Item decode(BsonInput input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void encode(BsonOutput output, Item value) {
            output.startDocument().int32("_id", value.id());
            output.context(CodecRegistry.standard().encodingContext());
            output.name("inner").startDocument().name("field");
            if (value.failure() instanceof RuntimeException failure) {
                throw failure;
            }
            if (value.failure() instanceof Error failure) {
                throw failure;
            }
            output.int32(1).endDocument().endDocument();
        }
    };

    private static Write bulk(boolean ordered, List<? extends WriteStatement> statements) {
        return Write.partOfBulk(header(ordered), statements, 0);
    }

    private static WriteHeader header(boolean ordered) {
        return new WriteHeader(new Namespace("app", "people"), WriteKind.INSERT, ordered, true, new Document());
    }

    private static List<InsertStatement<Item>> items(@Nullable Throwable... failures) {
        return IntStream.range(0, failures.length)
                .mapToObj(i -> new InsertStatement<>(new Item(i, failures[i]), ITEMS))
                .toList();
    }

    private static List<Integer> written(BsonOutput out) {
        var ids = new ArrayList<Integer>();
        for (int at = 0; at < out.position(); ) {
            int length = length(out.buffer(), at);
            ids.add(RawDocument.of(out.buffer(), at, length).int32("_id", -1));
            at += length;
        }
        return ids;
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
    }

    private static DocumentSequence sequence(Write write, Limits limits) {
        return Objects.requireNonNull(write.build(limits).sequence());
    }

    static Stream<Throwable> whatACodecThrows() {
        return Stream.of(
                new IllegalStateException("no"),
                new AssertionError("never"),
                new StackOverflowError(),
                new NoClassDefFoundError("gone"),
                new ClassCastException());
    }

    @ParameterizedTest
    @MethodSource("whatACodecThrows")
    void outOfOrderTheOthersAreWritten(Throwable failure) {
        var statements = items(failure, null, failure, null);
        var write = bulk(false, statements);
        var out = new BsonOutput();
        assertThat(sequence(write, Limits.DEFAULT).write(out, FAR)).isEqualTo(2);
        assertThat(written(out)).containsExactly(1, 3);
        assertThat(write.consumed()).isEqualTo(4);
        assertThat(write.written()).isEqualTo(2);
        assertThat(write.failures()).containsExactly(new Write.Failure(0, failure), new Write.Failure(2, failure));
        assertThat(statements.get(2).id()).as("encoded before the failure").isEqualTo(2);
        out.startDocument().endDocument();
    }

    @Test
    void inOrderTheFirstThatCannotBeWrittenEndsTheCommand() {
        var write = bulk(true, items(null, new IllegalStateException(), null));
        var out = new BsonOutput();
        assertThat(sequence(write, Limits.DEFAULT).write(out, FAR)).isEqualTo(1);
        assertThat(written(out)).containsExactly(0);
        assertThat(write.consumed()).isEqualTo(2);
        assertThat(write.failures()).extracting(Write.Failure::at).containsExactly(1);
    }

    @Test
    void theContextThatACodecLeavesIsPutBack() {
        var out = new BsonOutput();
        sequence(bulk(false, items(new IllegalStateException())), Limits.DEFAULT)
                .write(out, FAR);
        assertThat(out.context()).isSameAs(EncodingContext.STANDARD);
        assertThat(out.position()).isZero();
    }

    @Test
    void anotherAttemptHasTheSameBytesAndNumberOfStatements() {
        var statements = items(null, new IllegalStateException(), null, null, new AssertionError());
        var write = bulk(false, statements);
        var first = new BsonOutput();
        sequence(write, Limits.DEFAULT).write(first, FAR);
        var second = new BsonOutput();
        var few = new Limits(Limits.DEFAULT.maxBsonObjectSize(), 10, 1, 0, 0);
        assertThat(sequence(write, few).write(second, 10)).isEqualTo(3);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
        assertThat(write.failures()).hasSize(2);
        assertThat(write.consumed()).isEqualTo(5);
    }

    private static final Limits TWO_EACH = new Limits(10_000, 100_000, 2, 0, 0);

    /** Two statements in the first command, and so many looks for its reply before that is there. */
    private static Write sentWith(List<? extends WriteStatement> statements, int looks) {
        var first = bulk(true, statements);
        var sequence = sequence(first, TWO_EACH);
        sequence.write(new BsonOutput(), FAR);
        var left = new AtomicInteger(looks);
        sequence.sent(() -> left.getAndDecrement() > 0);
        return first;
    }

    @Test
    void theNextCommandIsEncodedWhileTheServerWorks() {
        var documents =
                Stream.of(0, 1, 2, 3, 4).map(id -> new Document("_id", id)).toList();
        var first = sentWith(
                documents.stream()
                        .map(document -> new InsertStatement<>(document, DOCUMENTS))
                        .toList(),
                100);
        documents.forEach(document -> document.put("changed", true));
        Write second = first.next();
        for (int attempt = 0; attempt < 2; attempt++) {
            var out = new BsonOutput();
            assertThat(sequence(second, TWO_EACH).write(out, FAR)).isEqualTo(2);
            assertThat(written(out)).containsExactly(2, 3);
            assertThat(RawDocument.of(out.buffer(), 0, length(out.buffer(), 0)).has("changed"))
                    .as("encoded before the change")
                    .isFalse();
        }
        var last = new BsonOutput();
        assertThat(sequence(second.next(), TWO_EACH).write(last, FAR)).isOne();
        assertThat(written(last)).containsExactly(4);
    }

    @Test
    void theNextCommandIsEncodedAnewForOtherLimits() {
        var second = sentWith(items(null, null, null, null), 100).next();
        var out = new BsonOutput();
        assertThat(sequence(second, new Limits(10_000, 100_000, 1, 0, 0)).write(out, FAR))
                .isOne();
        assertThat(written(out)).containsExactly(2);
    }

    @Test
    void nothingIsEncodedOnceTheReplyIsThere() {
        var statements = items(null, null, null);
        sentWith(statements, 0);
        assertThat(statements.get(2).id()).isNull();
        sentWith(statements, 1);
        assertThat(statements.get(2).id()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("whatACodecThrows")
    void whatCannotBeEncodedAheadFailsWithItsCommand(Throwable failure) {
        var second = sentWith(items(null, null, null, failure), 100).next();
        var out = new BsonOutput();
        assertThat(sequence(second, TWO_EACH).write(out, FAR)).isOne();
        assertThat(written(out)).containsExactly(2);
        assertThat(second.failures()).containsExactly(new Write.Failure(3, failure));
    }

    @Test
    void tooLittleMemoryToEncodeAheadIsNoFailure() {
        var second =
                sentWith(items(null, null, null, new OutOfMemoryError()), 100).next();
        var write = sequence(second, TWO_EACH);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> write.write(new BsonOutput(), FAR));
    }

    @Test
    void whatIsEncodedAheadIsLimited() {
        var text = "x".repeat(1 << 20);
        var statements = IntStream.range(0, 20)
                .mapToObj(id -> new InsertStatement<>(Document.of("_id", id, "text", text), DOCUMENTS))
                .toList();
        var next = new StatementBatch<>(statements, 1, true, true);
        next.encodeAhead(next, Limits.DEFAULT, () -> true);
        assertThat(statements.get(16).id()).isEqualTo(16);
        assertThat(statements.get(17).id()).isNull();
    }

    @Test
    void nothingMayBeMissingInAnotherAttempt() {
        var document = new Document("_id", 1);
        var write = bulk(false, List.of(new InsertStatement<>(document, DOCUMENTS)));
        sequence(write, Limits.DEFAULT).write(new BsonOutput(), FAR);
        document.put("x", new Object());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sequence(write, Limits.DEFAULT).write(new BsonOutput(), FAR))
                .withMessageContaining("insert could be encoded for one attempt, but not for the next")
                .withMessageContaining("Object");
    }

    @Test
    void theLengthOfAMessageCountsOnlyWhatIsWritten() {
        var large = new Document("_id", 2).append("text", "x".repeat(5_000));
        var limits = new Limits(10_000, 4_000, 100, 0, 0);
        var write = bulk(
                false,
                Stream.of(new Document("_id", new Object()), large, new Document("_id", 3), large, new Document())
                        .map(document -> new InsertStatement<>(document, DOCUMENTS))
                        .toList());
        var out = new BsonOutput();
        assertThat(sequence(write, limits).write(out, 4_000)).isEqualTo(1);
        assertThat(written(out)).containsExactly(3);
        assertThat(write.consumed())
                .as("the second large one may fit into a message of its own")
                .isEqualTo(3);
        assertThat(write.failures()).extracting(Write.Failure::at).containsExactly(0, 1);
        assertThat(write.failures().getLast().cause())
                .hasMessageContaining("does not fit into a message of 4000 bytes");
    }

    @Test
    void aSingleWriteThrowsWhatItsStatementThrows() {
        var failure = new IllegalStateException();
        var write = Write.single(header(true), items(failure).getFirst());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> sequence(write, Limits.DEFAULT).write(new BsonOutput(), FAR))
                .isSameAs(failure);
    }

    @Test
    void aFailureOfTheVirtualMachineEndsTheWhole() {
        var failure = new OutOfMemoryError();
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() ->
                        sequence(bulk(false, items(failure)), Limits.DEFAULT).write(new BsonOutput(), FAR))
                .isSameAs(failure);
    }

    @Test
    void aCodecMayEndTheWhole() {
        var failure = new CommandAbandonedException(new IllegalStateException("reason"));
        for (boolean ordered : new boolean[] {true, false}) {
            var write = sequence(bulk(ordered, items(null, failure, null)), Limits.DEFAULT);
            assertThatExceptionOfType(CommandAbandonedException.class)
                    .isThrownBy(() -> write.write(new BsonOutput(), FAR))
                    .isSameAs(failure);
            var ahead = sequence(sentWith(items(null, null, null, failure), 100).next(), TWO_EACH);
            assertThatExceptionOfType(CommandAbandonedException.class)
                    .as("encoded ahead")
                    .isThrownBy(() -> ahead.write(new BsonOutput(), FAR))
                    .isSameAs(failure);
        }
        assertThat(failure.reason()).hasMessage("reason");
    }
}
