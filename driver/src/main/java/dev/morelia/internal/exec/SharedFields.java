package dev.morelia.internal.exec;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyType;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.ServerSession;
import dev.morelia.internal.topology.Server;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.settings.ServerApi;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the fields that the executor, not the operation, adds to a command. */
final class SharedFields implements Consumer<BsonOutput> {
    private final OperationKind kind;
    private final ExecutionContext context;
    private final @Nullable ServerApi serverApi;
    private final Server server;
    private final @Nullable ServerSession session;
    private final long transactionNumber;

    /** @param transactionNumber the number of a write that may be repeated; 0 for none */
    SharedFields(
            OperationKind kind,
            ExecutionContext context,
            @Nullable ServerApi serverApi,
            Server server,
            @Nullable ServerSession session,
            long transactionNumber) {
        this.kind = kind;
        this.context = context;
        this.serverApi = serverApi;
        this.server = server;
        this.session = session;
        this.transactionNumber = transactionNumber;
    }

    @Override
    public void accept(BsonOutput out) {
        if (kind.takesReadConcern() && !context.readConcern().isServerDefault()) {
            out.name("readConcern").value(context.readConcern().toDocument());
        }
        if (kind.takesWriteConcern() && !context.writeConcern().isServerDefault()) {
            out.name("writeConcern").value(context.writeConcern().toDocument());
        }
        if (session != null) {
            out.name("lsid").raw(session.id());
            if (transactionNumber > 0) {
                out.name("txnNumber").int64(transactionNumber);
            }
        }
        ReadPreference told = toldReadPreference();
        if (told != null) {
            out.name("$readPreference").value(told.toDocument());
        }
        if (serverApi != null) {
            StableApi.write(out, serverApi);
        }
    }

    /**
     * What the server must know of the read preference; null for nothing. A router chooses the member by it; a member
     * that is no primary refuses to answer without; and with a direct connection whatever is there shall answer.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#passing-read-preference-to-mongos-and-load-balancers">Server Selection: passing a read preference</a>
     */
    private @Nullable ReadPreference toldReadPreference() {
        ServerType type = server.description().type();
        if (type == ServerType.STANDALONE) {
            return null;
        }
        boolean direct = server.topologyType() == TopologyType.SINGLE && type != ServerType.MONGOS;
        ReadPreference wanted = kind.takesReadPreference() ? context.readPreference() : ReadPreference.primary();
        if (wanted.mode() == Mode.PRIMARY) {
            return direct && kind.mayRunOnSecondary() ? ReadPreference.primaryPreferred() : null;
        }
        return wanted;
    }
}
