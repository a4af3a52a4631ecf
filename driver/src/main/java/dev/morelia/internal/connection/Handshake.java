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
 * The first command on every connection and what its answer says. Thread-safe.
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

    /** Adds what a library tells that wraps this driver, for handshakes from now on. */
    void append(WrappingLibrary library) {
        metadata.updateAndGet(present -> present.with(library));
    }

    /** Servers too old for {@code hello} know neither the stable API nor load balancers. */
    private boolean modern() {
        return serverApi != null || loadBalanced;
    }

    private void write(BsonOutput output) {
        if (modern()) {
            output.int32("hello", 1);
        } else {
            output.int32("isMaster", 1).bool("helloOk", true);
        }
        output.raw("client", metadata.get().document());
        // Says that this client leaves a server alone that turns it away for having too much to do.
        output.bool("backpressure", true);
        if (loadBalanced) {
            output.bool("loadBalanced", true);
        }
        if (serverApi != null) {
            StableApi.write(output, serverApi);
        }
    }

    /** Limits as the answer claims them, within reason. */
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

    /** The connection with the names that the server has for it. */
    static ConnectionId identified(ConnectionId id, RawDocument hello) {
        Long serverConnectionId = hello.has("connectionId") ? hello.int64("connectionId", 0) : null;
        var serviceId = hello.valueOrNull("serviceId") instanceof ObjectId objectId ? objectId : null;
        return new ConnectionId(id.server(), id.driverConnectionId(), serverConnectionId, serviceId);
    }
}
