package dev.morelia.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.MongoException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;

/** What an operation sends, and what it makes of a reply; both as JSON, for the tables of these tests. */
public final class Exchange {
    public static final Namespace PEOPLE = new Namespace("app", "people");
    public static final ServerAddress SERVER = ServerAddress.of("db1");

    /** Server 8.0. */
    public static final int WIRE_VERSION = 25;

    private Exchange() {}

    public static Limits limits(int maxWireVersion) {
        return new Limits(
                Limits.DEFAULT.maxBsonObjectSize(),
                Limits.DEFAULT.maxMessageSizeBytes(),
                Limits.DEFAULT.maxWriteBatchSize(),
                0,
                maxWireVersion);
    }

    /** The body of a command, without what the executor and the connection add. */
    public static Document body(Command command) {
        var out = new BsonOutput();
        out.startDocument();
        command.body().accept(out);
        out.endDocument();
        return RawDocument.of(out.buffer(), 0, out.position()).toDocument();
    }

    public static void assertSends(Operation<?> operation, String expected) {
        assertSends(operation, WIRE_VERSION, expected);
    }

    /** Names, order, values and their types. */
    public static void assertSends(Operation<?> operation, int maxWireVersion, String expected) {
        Command command = operation.build(limits(maxWireVersion));
        assertThat(command.name()).isEqualTo(operation.commandName());
        assertThat(command.target()).isEqualTo(operation.target());
        assertSame(body(command), expected);
        assertSame(body(operation.build(limits(maxWireVersion))), expected);
    }

    public static void assertSame(Document document, String expected) {
        assertThat(RawDocument.encode(document))
                .hasToString(RawDocument.encode(Document.parse(expected)).toString());
        assertThat(RawDocument.encode(document)).isEqualTo(RawDocument.encode(Document.parse(expected)));
    }

    public static Reply reply(String json) {
        return new Reply(RawDocument.encode(Document.parse(json)), SERVER);
    }

    public static <R> R receives(Operation<R> operation, String reply) {
        return ReplyErrors.read(reply(reply), operation);
    }

    /** The error has this simple class name, and its message this text. */
    public static void assertFails(Operation<?> operation, String reply, String error, String text) {
        var failure = catchThrowableOfType(MongoException.class, () -> receives(operation, reply));
        assertThat(failure).as(reply).isNotNull();
        assertThat(failure.getClass().getSimpleName()).as(reply).isEqualTo(error);
        assertThat(failure).hasMessageContaining(text).hasMessageContaining(operation.tried());
        assertThat(failure.server()).isEqualTo(SERVER);
    }
}
