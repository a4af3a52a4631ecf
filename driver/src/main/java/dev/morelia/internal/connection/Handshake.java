package dev.morelia.internal.connection;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.StableApi;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first command on every connection, and the interpretation of its reply. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md">MongoDB
 *     Handshake</a>
 */
final class Handshake {

    private final @Nullable ServerApi serverApi;
    private final boolean loadBalanced;
    private final AtomicReference<ClientMetadata> metadata;
    private final Command command;

    Handshake(ClientSettings settings, HostEnvironment host) {
        this.serverApi = settings.serverApi();
        this.loadBalanced = settings.topology().loadBalanced();
        this.metadata = new AtomicReference<>(ClientMetadata.of(settings.applicationName(), host));
        this.command = Command.of(modern() ? "hello" : "isMaster", "admin", this::write);
    }

    Command command() {
        return command;
    }

    /** Appends a wrapping library to the client metadata of handshakes from now on. */
    void append(WrappingLibrary library) {
        metadata.updateAndGet(present -> present.with(library));
    }

    /** Servers too old for {@code hello} support neither the stable API nor load balancers. */
    private boolean modern() {
        return serverApi != null || loadBalanced;
    }

    private void write(BsonOutput output) {
        if (modern()) {
            output.int32("hello", 1);
        } else {
            output.int32("isMaster", 1).bool("helloOk", true);
        }
        output.document("client", metadata.get().document());
        // Announces that this client backs off from a server that reports overload.
        output.bool("backpressure", true);
        if (loadBalanced) {
            output.bool("loadBalanced", true);
        }
        if (serverApi != null) {
            StableApi.write(output, serverApi);
        }
    }

    /** The limits in the reply, restricted to valid ranges. */
    static Limits limits(RawDocument hello) {
        var absent = Limits.DEFAULT;
        return new Limits(
                        hello.int32("maxBsonObjectSize", absent.maxBsonObjectSize()),
                        hello.int32("maxMessageSizeBytes", absent.maxMessageSizeBytes()),
                        hello.int32("maxWriteBatchSize", absent.maxWriteBatchSize()),
                        hello.int32("minWireVersion", absent.minWireVersion()),
                        hello.int32("maxWireVersion", absent.maxWireVersion()))
                .sane();
    }

    /** The connection id completed with the server's numbers. */
    static ConnectionId identified(ConnectionId id, RawDocument hello) {
        Long serverConnectionId = hello.has("connectionId") ? hello.int64("connectionId", 0) : null;
        var serviceId = hello.valueOrNull("serviceId") instanceof ObjectId objectId ? objectId : null;
        return new ConnectionId(id.server(), id.driverConnectionId(), serverConnectionId, serviceId);
    }
}
