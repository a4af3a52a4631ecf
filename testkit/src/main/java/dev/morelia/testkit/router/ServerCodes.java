package dev.morelia.testkit.router;

import java.util.Map;
import java.util.Set;

/** Error codes: their names, and how a mongos classifies them. */
final class ServerCodes {
    static final int HOST_UNREACHABLE = 6;
    static final int FAILED_TO_PARSE = 9;
    static final int COMMAND_NOT_FOUND = 59;
    static final int FAILED_TO_SATISFY_READ_PREFERENCE = 133;
    static final int NOT_WRITABLE_PRIMARY = 10107;

    private static final int NO_SUCH_TRANSACTION = 251;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(2, "BadValue"),
            Map.entry(HOST_UNREACHABLE, "HostUnreachable"),
            Map.entry(7, "HostNotFound"),
            Map.entry(8, "UnknownError"),
            Map.entry(FAILED_TO_PARSE, "FailedToParse"),
            Map.entry(18, "AuthenticationFailed"),
            Map.entry(24, "LockTimeout"),
            Map.entry(50, "MaxTimeMSExpired"),
            Map.entry(COMMAND_NOT_FOUND, "CommandNotFound"),
            Map.entry(64, "WriteConcernFailed"),
            Map.entry(89, "NetworkTimeout"),
            Map.entry(91, "ShutdownInProgress"),
            Map.entry(112, "WriteConflict"),
            Map.entry(FAILED_TO_SATISFY_READ_PREFERENCE, "FailedToSatisfyReadPreference"),
            Map.entry(134, "ReadConcernMajorityNotAvailableYet"),
            Map.entry(189, "PrimarySteppedDown"),
            Map.entry(246, "SnapshotUnavailable"),
            Map.entry(NO_SUCH_TRANSACTION, "NoSuchTransaction"),
            Map.entry(262, "ExceededTimeLimit"),
            Map.entry(280, "ChangeStreamFatalError"),
            Map.entry(391, "ReauthenticationRequired"),
            Map.entry(9001, "SocketException"),
            Map.entry(NOT_WRITABLE_PRIMARY, "NotWritablePrimary"),
            Map.entry(11000, "DuplicateKey"),
            Map.entry(11600, "InterruptedAtShutdown"),
            Map.entry(11601, "Interrupted"),
            Map.entry(11602, "InterruptedDueToReplStateChange"),
            Map.entry(13435, "NotPrimaryNoSecondaryOk"),
            Map.entry(13436, "NotPrimaryOrSecondary"));

    private static final Set<Integer> NOT_PRIMARY = Set.of(189, 10107, 11602, 13435, 13436);

    private static final Set<Integer> RETRYABLE =
            Set.of(HOST_UNREACHABLE, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

    /** LockTimeout, WriteConflict, SnapshotUnavailable and the like, PreparedTransactionInProgress. */
    private static final Set<Integer> ALWAYS_TRANSIENT = Set.of(24, 112, 239, 246, 256, 267);

    private ServerCodes() {}

    static String nameOf(int code) {
        return NAMES.getOrDefault(code, "Location" + code);
    }

    static boolean saysNotPrimary(int code) {
        return NOT_PRIMARY.contains(code);
    }

    /** Whether an error that the router itself raises in a transaction is labelled TransientTransactionError. */
    static boolean isTransient(int code, boolean endsTransaction) {
        return ALWAYS_TRANSIENT.contains(code)
                || code == NO_SUCH_TRANSACTION
                || (!endsTransaction && RETRYABLE.contains(code));
    }
}
