package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.options.ReturnDocument;
import dev.morelia.settings.Namespace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code rawData} goes to servers that know it, 8.2 and up, and to no others. */
final class RawDataTest {
    private static final Namespace NAMESPACE = new Namespace("db", "c");

    static Stream<Operation<?>> operations() {
        var filter = new Document();
        var rawData = Document.of("rawData", true, "comment", "kept");
        return Stream.of(
                new Find(NAMESPACE, filter, rawData),
                new Aggregate("db", "c", List.of(), rawData),
                new Distinct(NAMESPACE, "x", filter, rawData),
                Count.documents(NAMESPACE, filter, rawData),
                Count.estimated(NAMESPACE, rawData),
                new FindAndModify(NAMESPACE, filter, null, ReturnDocument.BEFORE, true, rawData),
                Count.query(NAMESPACE, new Document(), rawData),
                Write.partOfBulk(new WriteHeader(NAMESPACE, WriteKind.DELETE, true, true, rawData), List.of(), 0),
                Administration.listCollections("db", rawData),
                Administration.listIndexes(NAMESPACE, rawData),
                Administration.createIndexes(NAMESPACE, List.of(), rawData));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void isLeftOutForOlderServers(Operation<?> operation) {
        assertThat(body(operation, 26)).doesNotContainKey("rawData").containsEntry("comment", "kept");
        assertThat(body(operation, 27)).containsEntry("rawData", true).containsEntry("comment", "kept");
    }

    @Test
    void callersOwnCommandIsSentAsItIs() {
        var command = Administration.command("db", Document.of("find", "c", "rawData", true));

        assertThat(body(command, 26)).containsEntry("rawData", true);
    }

    private static Document body(Operation<?> operation, int maxWireVersion) {
        var limits = new Limits(16 << 20, 48_000_000, 100_000, 0, maxWireVersion);
        var out = new BsonOutput();
        out.startDocument();
        operation.build(limits).body().accept(out);
        out.endDocument();
        return RawDocument.of(out.buffer(), 0, out.position()).toDocument();
    }
}
