package dev.morelia.testkit.router;

import dev.morelia.internal.protocol.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/** What a mongos concludes from error codes. */
final class RouterErrors {
    private static final Set<ErrorCode> NOT_PRIMARY = EnumSet.of(
            ErrorCode.PRIMARY_STEPPED_DOWN,
            ErrorCode.NOT_WRITABLE_PRIMARY,
            ErrorCode.INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
            ErrorCode.NOT_PRIMARY_NO_SECONDARY_OK,
            ErrorCode.NOT_PRIMARY_OR_SECONDARY);

    private static final Set<ErrorCode> ALWAYS_TRANSIENT = EnumSet.of(
            ErrorCode.LOCK_TIMEOUT,
            ErrorCode.WRITE_CONFLICT,
            ErrorCode.SNAPSHOT_TOO_OLD,
            ErrorCode.SNAPSHOT_UNAVAILABLE,
            ErrorCode.NO_SUCH_TRANSACTION,
            ErrorCode.PREPARED_TRANSACTION_IN_PROGRESS);

    private RouterErrors() {}

    static String nameOf(int code) {
        ErrorCode known = ErrorCode.of(code);
        return known == null ? "Location" + code : known.serverName();
    }

    static boolean isNotPrimary(int code) {
        return NOT_PRIMARY.contains(ErrorCode.of(code));
    }

    /** Whether an error that the router itself raises in a transaction is labelled TransientTransactionError. */
    static boolean isTransient(int code, boolean endsTransaction) {
        return ALWAYS_TRANSIENT.contains(ErrorCode.of(code))
                || (!endsTransaction && ErrorCode.isRetryableReadError(code));
    }
}
