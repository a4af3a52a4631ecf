package dev.morelia.internal.exec;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.StableApi;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.Session;
import dev.morelia.internal.session.Transaction;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.settings.ServerApi;
import dev.morelia.settings.WriteConcern;
import dev.morelia.topology.ServerType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the fields that the executor, not the operation, adds to a command. */
final class SharedFields implements Consumer<BsonOutput> {
    private final OperationKind kind;
    private final String commandName;
    private final ExecutionContext context;
    private final ServerType server;
    private final boolean direct;
    private final @Nullable ServerApi serverApi;
    private final Session session;
    private boolean inSession;
    private long transactionNumber;
    private long maxTimeMillis;

    /**
     * Those of an operation outside a session.
     *
     * @param server what the server of the connection is
     * @param direct whether the client is to take whatever server there is
     */
    SharedFields(
            Operation<?> operation,
            ExecutionContext context,
            Session session,
            ServerType server,
            boolean direct,
            @Nullable ServerApi serverApi) {
        this.kind = operation.kind();
        this.commandName = operation.commandName();
        this.context = context;
        this.session = session;
        this.server = server;
        this.direct = direct;
        this.serverApi = serverApi;
    }

    /** The operation runs in its session; its number is the transaction number of a retryable write, 0 for none. */
    void inSession(long number) {
        inSession = true;
        transactionNumber = number;
    }

    /** How long the server may take; 0 for no limit. */
    void maxTime(long millis) {
        maxTimeMillis = millis;
    }

    @Override
    public void accept(BsonOutput out) {
        if (inSession) {
            session.writeReadConcern(out, kind, commandName, context.readConcern());
        } else if (kind.takesReadConcern() && !context.readConcern().isServerDefault()) {
            out.name("readConcern").value(context.readConcern().toDocument());
        }
        WriteConcern writeConcern = writeConcern();
        if (writeConcern != null && !writeConcern.isServerDefault()) {
            out.name("writeConcern").value(writeConcern.toDocument());
        }
        if (maxTimeMillis > 0) {
            out.name("maxTimeMS").int64(maxTimeMillis);
        }
        if (inSession) {
            session.write(out);
            if (transactionNumber > 0) {
                out.name("txnNumber").int64(transactionNumber);
            }
        }
        RawDocument clusterTime = server == ServerType.STANDALONE ? null : session.clusterTime();
        if (clusterTime != null) {
            out.name("$clusterTime").document(clusterTime);
        }
        ReadPreference sent = sentReadPreference();
        if (sent != null) {
            out.name("$readPreference").value(sent.toDocument());
        }
        if (serverApi != null) {
            StableApi.write(out, serverApi);
        }
    }

    /** In a transaction only the command that ends it has one. */
    private @Nullable WriteConcern writeConcern() {
        if (!kind.takesWriteConcern()) {
            return null;
        }
        Transaction transaction = session.transaction();
        if (transaction == null) {
            return context.writeConcern();
        }
        return kind == OperationKind.TRANSACTION_END ? transaction.writeConcern() : null;
    }

    /**
     * The read preference that is sent; null for none. A mongos selects the member by it, a secondary rejects reads
     * without it, and with a direct connection any member is to serve reads.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#passing-read-preference-to-mongos-and-load-balancers">Server Selection: passing a read preference</a>
     */
    private @Nullable ReadPreference sentReadPreference() {
        if (server == ServerType.STANDALONE || session.transaction() != null) {
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
