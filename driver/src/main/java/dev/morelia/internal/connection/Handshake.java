package dev.morelia.internal.connection;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.event.ConnectionId;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.StableApi;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import java.util.List;
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
    private final List<String> compressors;
    private final AtomicReference<ClientMetadata> metadata;
    private volatile boolean loadBalanced;
    private volatile Command command;

    Handshake(ClientSettings settings, HostEnvironment host, List<String> compressors) {
        this.compressors = compressors;
        this.serverApi = settings.serverApi();
        this.loadBalanced = settings.topology().loadBalanced();
        this.metadata = new AtomicReference<>(ClientMetadata.of(settings.applicationName(), host));
        this.command = newCommand();
    }

    /** Replaces the settings with those that DNS has completed. */
    void use(ClientSettings complete) {
        loadBalanced = complete.topology().loadBalanced();
        command = newCommand();
    }

    private Command newCommand() {
        return Command.of(modern() ? "hello" : "isMaster", "admin", this::write);
    }

    /** The command for a connection that authenticates, or with null for one that does not. */
    Command command(@Nullable ConnectionLogin login) {
        return login == null
                ? command
                : Command.of(command.name(), "admin", output -> {
                    write(output);
                    login.writeHello(output);
                });
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
        writeCompressors(output);
        // The version of the client backpressure specification that this client implements.
        output.string("backpressure", "2");
        if (loadBalanced) {
            output.bool("loadBalanced", true);
        }
        if (serverApi != null) {
            StableApi.write(output, serverApi);
        }
    }

    /** An empty array if there are none, as the specification recommends. */
    private void writeCompressors(BsonOutput output) {
        output.name("compression").startArray();
        for (int index = 0; index < compressors.size(); index++) {
            output.index(index).string(compressors.get(index));
        }
        output.endArray();
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

    /**
     * The connection id completed with the server's numbers. A service id has a meaning only to a client that was told
     * of a load balancer.
     *
     * @throws UnsupportedFeatureException if there should be a load balancer, and the reply contains no service id
     */
    ConnectionId identified(ConnectionId id, RawDocument hello) {
        Long serverConnectionId = hello.has("connectionId") ? hello.int64("connectionId", 0) : null;
        if (!loadBalanced) {
            return new ConnectionId(id.server(), id.driverConnectionId(), serverConnectionId, null);
        }
        if (!(hello.valueOrNull("serviceId") instanceof ObjectId serviceId)) {
            throw UnsupportedFeatureException.loadBalancing(id.server());
        }
        return new ConnectionId(id.server(), id.driverConnectionId(), serverConnectionId, serviceId);
    }
}
