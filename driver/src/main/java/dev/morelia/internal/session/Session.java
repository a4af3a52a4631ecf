package dev.morelia.internal.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.MongoException;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import org.jspecify.annotations.Nullable;

/**
 * The session that the commands of a call run in. The executor asks it and never looks into it. Used by one thread at a
 * time.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md">Driver Sessions</a>
 */
public sealed interface Session permits ImplicitSession, ExplicitSession, OutsideTransactions {
    /**
     * An operation begins in it; before anything is sent.
     *
     * @throws IllegalStateException if it cannot run in the session now
     * @throws IllegalArgumentException if it cannot run in the session as it is
     */
    default void enter(OperationKind kind, boolean acknowledged) {}

    /** The operation that has begun is over. */
    default void exit(OperationKind kind) {}

    /** The transaction that the operation belongs to; null if there is none. */
    default @Nullable Transaction transaction() {
        return null;
    }

    /** Where the commands of its transaction go; null if it does not say. */
    default @Nullable Pin pin() {
        return null;
    }

    /** Binds the rest of its transaction to a server or a connection. */
    default void pin(Pin pin) {}

    /**
     * The read preference of an operation that takes one.
     *
     * @throws IllegalArgumentException if the operation cannot run with it
     */
    default ReadPreference readPreference(OperationKind kind, ReadPreference ofView) {
        return ofView;
    }

    /**
     * Makes it ready for a command, which has its connection now.
     *
     * @param server what is known of the server of that connection
     * @return whether the command runs in a session
     */
    boolean begin(ServerFacts server);

    /** The transaction number of the next retryable write in it; greater than all before, the first is 1. */
    long nextTransactionNumber();

    /** Writes the fields that identify the session, and the transaction, in a command that {@link #begin} prepared. */
    void write(BsonOutput out);

    /** Writes the read concern of a command, if it has one. */
    void writeReadConcern(BsonOutput out, OperationKind kind, String commandName, ReadConcern ofView);

    /** The cluster time to send; null if none is known. */
    @Nullable
    RawDocument clusterTime();

    /** Whether its reads name the time of the snapshot they read, so that another attempt reads the same one. */
    default boolean hasSnapshotTime() {
        return false;
    }

    /** The command that {@link #begin} prepared is about to be sent. */
    default void sending() {}

    /** The server has not executed the command that was sent: it is sent again. */
    default void notExecuted() {}

    /** A reply has arrived, successful or not. */
    void replied(RawDocument reply);

    /**
     * An attempt has failed: adds the labels of transactions, and may forget where the commands go.
     *
     * @param sent whether its command was about to be sent; if not, no connection could be opened, for example
     */
    default void failed(MongoException failure, boolean sent) {}

    /** The connection broke while a command was on its way: the server may still be using it. */
    void markDirty();

    /** The session for a command that ends a cursor: on any thread, at any time, never part of a transaction. */
    default Session outsideTransactions() {
        return this;
    }

    /** A call in it is over; an implicit session ends with it. May be repeated. */
    void end();
}
