package dev.morelia.spec.unified.operation;

import dev.morelia.options.TransactionOptions;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.match.Absent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Operations of a session, except {@code withTransaction}, which runs other operations. */
public final class SessionOperations {
    private SessionOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(SessionApi.class, "startTransaction", SessionOperations::startTransaction)
                .add(SessionApi.class, "commitTransaction", SessionOperations::commitTransaction)
                .add(SessionApi.class, "abortTransaction", SessionOperations::abortTransaction)
                .add(SessionApi.class, "endSession", SessionOperations::endSession)
                .add(SessionApi.class, "getSnapshotTime", SessionOperations::snapshotTime);
    }

    /** Reads the options of a transaction that are present: arguments, or {@code defaultTransactionOptions}. */
    public static TransactionOptions transactionOptions(Arguments arguments) {
        var options = new TransactionOptions();
        var readConcern = Concern.readConcern(arguments.documentOrNull("readConcern"));
        if (readConcern != null) {
            options = options.readConcern(readConcern);
        }
        var writeConcern = Concern.writeConcern(arguments.documentOrNull("writeConcern"));
        if (writeConcern != null) {
            options = options.writeConcern(writeConcern);
        }
        var readPreference = Concern.readPreference(arguments.documentOrNull("readPreference"));
        if (readPreference != null) {
            options = options.readPreference(readPreference);
        }
        var timeout = arguments.timeoutOrNull();
        if (timeout != null) {
            options = options.timeout(timeout);
        }
        return arguments.has("maxCommitTimeMS")
                ? options.maxCommitTime(Duration.ofMillis(arguments.int32("maxCommitTimeMS")))
                : options;
    }

    private static Object startTransaction(SessionApi session, Arguments arguments) {
        var options = transactionOptions(arguments);
        arguments.finish();
        session.startTransaction(options);
        return Absent.ABSENT;
    }

    private static Object commitTransaction(SessionApi session, Arguments arguments) {
        var timeout = arguments.timeoutOrNull();
        arguments.finish();
        session.commitTransaction(timeout);
        return Absent.ABSENT;
    }

    private static Object abortTransaction(SessionApi session, Arguments arguments) {
        var timeout = arguments.timeoutOrNull();
        arguments.finish();
        session.abortTransaction(timeout);
        return Absent.ABSENT;
    }

    private static Object endSession(SessionApi session, Arguments arguments) {
        arguments.finish();
        session.close();
        return Absent.ABSENT;
    }

    private static @Nullable Object snapshotTime(SessionApi session, Arguments arguments) {
        arguments.finish();
        return session.snapshotTime();
    }
}
