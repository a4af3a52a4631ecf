package dev.morelia.simulation.session;

/** Bugs that can be planted into a client, its environment, its servers or its users, to test the test. */
enum SessionBug {
    NONE,
    /** All operations use the same session, as if each had been returned too early. */
    SESSION_SHARED,
    /** A session is used again although a connection broke during one of its commands. */
    DIRTY_SESSION_REUSED,
    /** Each command has a session of its own, as if none were ever returned. */
    SESSIONS_NOT_RETURNED,
    /** The cluster time is not sent. */
    CLUSTER_TIME_NOT_GOSSIPED,
    /** Causally consistent reads do not say what they must see. */
    AFTER_CLUSTER_TIME_NOT_SENT,
    /** The operation time of replies is not kept. */
    OPERATION_TIME_NOT_KEPT,
    /** A commit is not retried. */
    COMMIT_NOT_RETRIED,
    /** A commit is not sent, and counts as done. */
    COMMIT_SKIPPED,
    /** An abort is not sent. */
    ABORT_SKIPPED,
    /** An aborted transaction is committed. */
    ABORT_COMMITS,
    /** The commands of a transaction are executed one by one. */
    TRANSACTION_NOT_STARTED,
    /** The last write of a transaction is executed by itself. */
    WRITE_OUTSIDE_TRANSACTION,
    /** All transactions of a session have the same number. */
    TRANSACTION_NUMBER_NOT_ADVANCED,
    /** A retried write has another transaction number. */
    RETRY_WITH_OTHER_NUMBER,
    /** Writes have no transaction number, and are retried all the same. */
    RETRY_WITHOUT_NUMBER,
    /** The label {@code NoWritesPerformed} is ignored. */
    NO_WRITES_PERFORMED_IGNORED,
    /** Writes and commits are acknowledged by the primary alone. */
    WRITE_CONCERN_NOT_SENT,
    /** Reads see what no majority has yet, and what a primary has that was deposed. */
    READ_CONCERN_NOT_SENT,
    /** Each read of a snapshot session has a snapshot of its own. */
    SNAPSHOT_TIME_NOT_SENT,
    /** A later statement of a transaction goes to another router than the first. */
    PIN_LOST,
    /** The router that is to commit a transaction is not told where it can find out what has become of it. */
    RECOVERY_TOKEN_NOT_SENT,
    /** The label {@code TransientTransactionError} is ignored. */
    TRANSIENT_ERROR_NOT_RETRIED,
    /** A transaction is done again though its commit may have succeeded. */
    UNKNOWN_COMMIT_DONE_AGAIN,
    /** A transaction counts as aborted though its commit may have succeeded. */
    UNKNOWN_COMMIT_TAKEN_FOR_ABORT,
    /** After each piece of a reply, and for each command, the time limit begins anew. */
    DEADLINE_REFRESHED,
    /** One signal in ten is lost. */
    SIGNALS_LOST,
    /** The servers do not remember transaction numbers. */
    NUMBERS_FORGOTTEN,
    /** The servers let transactions overwrite each other's changes. */
    CONFLICTS_IGNORED,
    /** The client is not closed at the end. */
    CLIENT_LEFT_OPEN
}
