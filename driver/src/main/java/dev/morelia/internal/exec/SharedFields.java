package dev.morelia.internal.exec;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.Session;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.settings.ServerApi;
import dev.morelia.topology.ServerType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the fields that the executor, not the operation, adds to a command. */
final class SharedFields implements Consumer<BsonOutput> {
    private final OperationKind kind;
    private final ExecutionContext context;
    private final ServerType server;
    private final boolean direct;
    private final @Nullable ServerApi serverApi;
    private @Nullable Session session;
    private long transactionNumber;
    private long maxTimeMillis;

    /**
     * Those of an operation outside a session.
     *
     * @param server what the server of the connection is
     * @param direct whether the client is to take whatever server there is
     */
    SharedFields(
            OperationKind kind,
            ExecutionContext context,
            ServerType server,
            boolean direct,
            @Nullable ServerApi serverApi) {
        this.kind = kind;
        this.context = context;
        this.server = server;
        this.direct = direct;
        this.serverApi = serverApi;
    }

    /** The operation runs in a session; its number is the transaction number of a retryable write, 0 for none. */
    void in(Session changed, long number) {
        session = changed;
        transactionNumber = number;
    }

    /** How long the server may take; 0 for no limit. */
    void maxTime(long millis) {
        maxTimeMillis = millis;
    }

    @Override
    public void accept(BsonOutput out) {
        if (kind.takesReadConcern() && !context.readConcern().isServerDefault()) {
            out.name("readConcern").value(context.readConcern().toDocument());
        }
        if (kind.takesWriteConcern() && !context.writeConcern().isServerDefault()) {
            out.name("writeConcern").value(context.writeConcern().toDocument());
        }
        if (maxTimeMillis > 0) {
            out.name("maxTimeMS").int64(maxTimeMillis);
        }
        if (session != null) {
            session.write(out);
            if (transactionNumber > 0) {
                out.name("txnNumber").int64(transactionNumber);
            }
        }
        ReadPreference sent = sentReadPreference();
        if (sent != null) {
            out.name("$readPreference").value(sent.toDocument());
        }
        if (serverApi != null) {
            StableApi.write(out, serverApi);
        }
    }

    /**
     * The read preference that is sent; null for none. A mongos selects the member by it, a secondary rejects reads
     * without it, and with a direct connection any member is to serve reads.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#passing-read-preference-to-mongos-and-load-balancers">Server Selection: passing a read preference</a>
     */
    private @Nullable ReadPreference sentReadPreference() {
        if (server == ServerType.STANDALONE) {
            return null;
        }
        ReadPreference wanted = kind.takesReadPreference() ? context.readPreference() : ReadPreference.primary();
        if (wanted.mode() == Mode.PRIMARY) {
            return direct && server != ServerType.MONGOS && kind.mayRunOnSecondary()
                    ? ReadPreference.primaryPreferred()
                    : null;
        }
        return wanted;
    }
}
