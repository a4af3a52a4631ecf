package dev.morelia.internal.protocol;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The error codes that this driver or its test servers know, by their names in the server's {@code error_codes.yml},
 * and the groups that the specifications make of them.
 */
public enum ErrorCode {
    /** {@code BadValue}. */
    BAD_VALUE(2, "BadValue"),
    /** {@code HostUnreachable}. */
    HOST_UNREACHABLE(6, "HostUnreachable"),
    /** {@code HostNotFound}. */
    HOST_NOT_FOUND(7, "HostNotFound"),
    /** {@code UnknownError}. */
    UNKNOWN_ERROR(8, "UnknownError"),
    /** {@code FailedToParse}. */
    FAILED_TO_PARSE(9, "FailedToParse"),
    /** {@code Unauthorized}. */
    UNAUTHORIZED(13, "Unauthorized"),
    /** {@code AuthenticationFailed}. */
    AUTHENTICATION_FAILED(18, "AuthenticationFailed"),
    /** {@code IllegalOperation}. */
    ILLEGAL_OPERATION(20, "IllegalOperation"),
    /** {@code LockTimeout}. */
    LOCK_TIMEOUT(24, "LockTimeout"),
    /** {@code NamespaceNotFound}. */
    NAMESPACE_NOT_FOUND(26, "NamespaceNotFound"),
    /** {@code CursorNotFound}. */
    CURSOR_NOT_FOUND(43, "CursorNotFound"),
    /** {@code MaxTimeMSExpired}. */
    MAX_TIME_MS_EXPIRED(50, "MaxTimeMSExpired"),
    /** {@code CommandNotFound}. */
    COMMAND_NOT_FOUND(59, "CommandNotFound"),
    /** {@code StaleShardVersion}. */
    STALE_SHARD_VERSION(63, "StaleShardVersion"),
    /** {@code WriteConcernFailed}, called {@code WriteConcernTimeout} since 8.0. */
    WRITE_CONCERN_FAILED(64, "WriteConcernFailed"),
    /** {@code InvalidOptions}. */
    INVALID_OPTIONS(72, "InvalidOptions"),
    /** {@code InvalidNamespace}. */
    INVALID_NAMESPACE(73, "InvalidNamespace"),
    /** {@code UnknownReplWriteConcern}. */
    UNKNOWN_REPL_WRITE_CONCERN(79, "UnknownReplWriteConcern"),
    /** {@code NetworkTimeout}. */
    NETWORK_TIMEOUT(89, "NetworkTimeout"),
    /** {@code ShutdownInProgress}. */
    SHUTDOWN_IN_PROGRESS(91, "ShutdownInProgress"),
    /** {@code NotYetInitialized}. */
    NOT_YET_INITIALIZED(94, "NotYetInitialized"),
    /** {@code UnsatisfiableWriteConcern}, called {@code CannotSatisfyWriteConcern} by older servers. */
    UNSATISFIABLE_WRITE_CONCERN(100, "UnsatisfiableWriteConcern"),
    /** {@code NewReplicaSetConfigurationIncompatible}. */
    NEW_REPLICA_SET_CONFIGURATION_INCOMPATIBLE(103, "NewReplicaSetConfigurationIncompatible"),
    /** {@code ConfigurationInProgress}. */
    CONFIGURATION_IN_PROGRESS(109, "ConfigurationInProgress"),
    /** {@code WriteConflict}. */
    WRITE_CONFLICT(112, "WriteConflict"),
    /** {@code ConflictingOperationInProgress}. */
    CONFLICTING_OPERATION_IN_PROGRESS(117, "ConflictingOperationInProgress"),
    /** {@code DocumentValidationFailure}. */
    DOCUMENT_VALIDATION_FAILURE(121, "DocumentValidationFailure"),
    /** {@code NotAReplicaSet}. */
    NOT_A_REPLICA_SET(123, "NotAReplicaSet"),
    /** {@code FailedToSatisfyReadPreference}. */
    FAILED_TO_SATISFY_READ_PREFERENCE(133, "FailedToSatisfyReadPreference"),
    /** {@code ReadConcernMajorityNotAvailableYet}, which only reads meet. */
    READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET(134, "ReadConcernMajorityNotAvailableYet"),
    /** {@code CappedPositionLost}: the oplog has dropped what a cursor was to read next. */
    CAPPED_POSITION_LOST(136, "CappedPositionLost"),
    /** {@code StaleEpoch}. */
    STALE_EPOCH(150, "StaleEpoch"),
    /** {@code PrimarySteppedDown}. */
    PRIMARY_STEPPED_DOWN(189, "PrimarySteppedDown"),
    /** {@code TransactionTooOld}. */
    TRANSACTION_TOO_OLD(225, "TransactionTooOld"),
    /** {@code RetryChangeStream}. */
    RETRY_CHANGE_STREAM(234, "RetryChangeStream"),
    /** {@code CursorKilled}. */
    CURSOR_KILLED(237, "CursorKilled"),
    /** {@code NotImplemented}. */
    NOT_IMPLEMENTED(238, "NotImplemented"),
    /** {@code SnapshotTooOld}. */
    SNAPSHOT_TOO_OLD(239, "SnapshotTooOld"),
    /** {@code SnapshotUnavailable}. */
    SNAPSHOT_UNAVAILABLE(246, "SnapshotUnavailable"),
    /** {@code NoSuchTransaction}. */
    NO_SUCH_TRANSACTION(251, "NoSuchTransaction"),
    /** {@code InvalidResumeToken}. */
    INVALID_RESUME_TOKEN(260, "InvalidResumeToken"),
    /** {@code ExceededTimeLimit}. */
    EXCEEDED_TIME_LIMIT(262, "ExceededTimeLimit"),
    /** {@code OperationNotSupportedInTransaction}. */
    OPERATION_NOT_SUPPORTED_IN_TRANSACTION(263, "OperationNotSupportedInTransaction"),
    /** {@code PreparedTransactionInProgress}. */
    PREPARED_TRANSACTION_IN_PROGRESS(267, "PreparedTransactionInProgress"),
    /** {@code ClientDisconnect}. */
    CLIENT_DISCONNECT(279, "ClientDisconnect"),
    /** {@code ChangeStreamFatalError}. */
    CHANGE_STREAM_FATAL_ERROR(280, "ChangeStreamFatalError"),
    /** {@code ChangeStreamHistoryLost}. */
    CHANGE_STREAM_HISTORY_LOST(286, "ChangeStreamHistoryLost"),
    /** {@code CurrentConfigNotCommittedYet}. */
    CURRENT_CONFIG_NOT_COMMITTED_YET(308, "CurrentConfigNotCommittedYet"),
    /** {@code APIVersionError}. */
    API_VERSION_ERROR(322, "APIVersionError"),
    /** {@code APIStrictError}. */
    API_STRICT_ERROR(323, "APIStrictError"),
    /** {@code APIDeprecationError}. */
    API_DEPRECATION_ERROR(324, "APIDeprecationError"),
    /** {@code MechanismUnavailable}. */
    MECHANISM_UNAVAILABLE(334, "MechanismUnavailable"),
    /** {@code InterruptedDueToStorageChange}. */
    INTERRUPTED_DUE_TO_STORAGE_CHANGE(355, "InterruptedDueToStorageChange"),
    /** {@code ReauthenticationRequired}. */
    REAUTHENTICATION_REQUIRED(391, "ReauthenticationRequired"),
    /** {@code SocketException}. */
    SOCKET_EXCEPTION(9001, "SocketException"),
    /** {@code LegacyNotPrimary}. */
    LEGACY_NOT_PRIMARY(10058, "LegacyNotPrimary"),
    /** {@code NotWritablePrimary}. */
    NOT_WRITABLE_PRIMARY(10107, "NotWritablePrimary"),
    /** {@code DuplicateKey}. */
    DUPLICATE_KEY(11000, "DuplicateKey"),
    /** Older servers' code for a duplicate key that an update met; it has no name. */
    DUPLICATE_KEY_ON_UPDATE(11001, "Location11001"),
    /** {@code InterruptedAtShutdown}. */
    INTERRUPTED_AT_SHUTDOWN(11600, "InterruptedAtShutdown"),
    /** {@code Interrupted}. */
    INTERRUPTED(11601, "Interrupted"),
    /** {@code InterruptedDueToReplStateChange}. */
    INTERRUPTED_DUE_TO_REPL_STATE_CHANGE(11602, "InterruptedDueToReplStateChange"),
    /** Older servers' code for a duplicate key in a capped collection; it has no name. */
    DUPLICATE_KEY_IN_CAPPED_COLLECTION(12582, "Location12582"),
    /** {@code StaleConfig}. */
    STALE_CONFIG(13388, "StaleConfig"),
    /** {@code NotPrimaryNoSecondaryOk}. */
    NOT_PRIMARY_NO_SECONDARY_OK(13435, "NotPrimaryNoSecondaryOk"),
    /** {@code NotPrimaryOrSecondary}. */
    NOT_PRIMARY_OR_SECONDARY(13436, "NotPrimaryOrSecondary"),
    /** A change stream was opened on a standalone; it has no name. */
    CHANGE_STREAM_ON_STANDALONE(40573, "Location40573"),
    /** Older servers' code for a lost history of a change stream; it has no name. */
    RESUME_POINT_NOT_FOUND(40576, "Location40576");

    /** Server Discovery and Monitoring: "node is shutting down". */
    private static final Set<ErrorCode> NODE_IS_SHUTTING_DOWN =
            EnumSet.of(INTERRUPTED_AT_SHUTDOWN, SHUTDOWN_IN_PROGRESS);

    /** Server Discovery and Monitoring: "node is recovering", or "not writable primary". */
    private static final Set<ErrorCode> STATE_CHANGES = EnumSet.of(
            INTERRUPTED_AT_SHUTDOWN,
            INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
            NOT_PRIMARY_OR_SECONDARY,
            PRIMARY_STEPPED_DOWN,
            SHUTDOWN_IN_PROGRESS,
            NOT_WRITABLE_PRIMARY,
            NOT_PRIMARY_NO_SECONDARY_OK,
            LEGACY_NOT_PRIMARY);

    /** Retryable Writes: what is retryable though the server does not label it. */
    private static final Set<ErrorCode> RETRYABLE_WRITE_ERRORS = EnumSet.of(
            INTERRUPTED_AT_SHUTDOWN,
            INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
            NOT_WRITABLE_PRIMARY,
            NOT_PRIMARY_NO_SECONDARY_OK,
            NOT_PRIMARY_OR_SECONDARY,
            PRIMARY_STEPPED_DOWN,
            SHUTDOWN_IN_PROGRESS,
            HOST_NOT_FOUND,
            HOST_UNREACHABLE,
            NETWORK_TIMEOUT,
            SOCKET_EXCEPTION,
            EXCEEDED_TIME_LIMIT);

    /** Change Streams: what is resumable though servers before 4.4 do not label it. */
    private static final Set<ErrorCode> RESUMABLE_CHANGE_STREAM_ERRORS = EnumSet.of(
            HOST_UNREACHABLE,
            HOST_NOT_FOUND,
            NETWORK_TIMEOUT,
            SHUTDOWN_IN_PROGRESS,
            PRIMARY_STEPPED_DOWN,
            EXCEEDED_TIME_LIMIT,
            SOCKET_EXCEPTION,
            NOT_WRITABLE_PRIMARY,
            INTERRUPTED_AT_SHUTDOWN,
            INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
            NOT_PRIMARY_NO_SECONDARY_OK,
            NOT_PRIMARY_OR_SECONDARY,
            STALE_SHARD_VERSION,
            STALE_EPOCH,
            STALE_CONFIG,
            RETRY_CHANGE_STREAM,
            FAILED_TO_SATISFY_READ_PREFERENCE);

    /** What passes by itself: others hold a lock or write to the same document, or a cursor or snapshot has expired. */
    private static final Set<ErrorCode> TRANSIENT = EnumSet.of(
            LOCK_TIMEOUT,
            CURSOR_NOT_FOUND,
            MAX_TIME_MS_EXPIRED,
            NOT_YET_INITIALIZED,
            CONFIGURATION_IN_PROGRESS,
            WRITE_CONFLICT,
            FAILED_TO_SATISFY_READ_PREFERENCE,
            SNAPSHOT_TOO_OLD,
            SNAPSHOT_UNAVAILABLE,
            NO_SUCH_TRANSACTION,
            PREPARED_TRANSACTION_IN_PROGRESS,
            CURRENT_CONFIG_NOT_COMMITTED_YET);

    /** A command was ended while it was executed, for reasons other than a state change of the server. */
    private static final Set<ErrorCode> INTERRUPTIONS = EnumSet.of(
            MAX_TIME_MS_EXPIRED,
            CURSOR_KILLED,
            EXCEEDED_TIME_LIMIT,
            CLIENT_DISCONNECT,
            INTERRUPTED_DUE_TO_STORAGE_CHANGE,
            INTERRUPTED);

    private static final Set<ErrorCode> DUPLICATE_KEYS =
            EnumSet.of(DUPLICATE_KEY, DUPLICATE_KEY_ON_UPDATE, DUPLICATE_KEY_IN_CAPPED_COLLECTION);

    private static final Map<Integer, ErrorCode> BY_NUMBER =
            Arrays.stream(values()).collect(toUnmodifiableMap(ErrorCode::number, Function.identity()));

    private final int number;
    private final String serverName;

    ErrorCode(int number, String serverName) {
        this.number = number;
        this.serverName = serverName;
    }

    /** The code of this number; null if it is none of these. */
    public static @Nullable ErrorCode of(int number) {
        return BY_NUMBER.get(number);
    }

    /** What a reply holds as {@code code}. */
    public int number() {
        return number;
    }

    /** What a reply holds as {@code codeName}. */
    public String serverName() {
        return serverName;
    }

    /** Whether the server is shutting down. */
    public static boolean isShutdown(int number) {
        return NODE_IS_SHUTTING_DOWN.contains(of(number));
    }

    /** Whether the server is not, or no longer, the primary, or recovering, or shutting down. */
    public static boolean isStateChange(int number) {
        return STATE_CHANGES.contains(of(number));
    }

    /** Whether a retryable write may be sent once more, by the code alone. */
    public static boolean isRetryableWriteError(int number) {
        return RETRYABLE_WRITE_ERRORS.contains(of(number));
    }

    /** Whether a read may be sent once more. */
    public static boolean isRetryableReadError(int number) {
        return isRetryableWriteError(number) || number == READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET.number;
    }

    /** Whether a change stream of a server before 4.4 may be resumed. */
    public static boolean isResumableChangeStreamError(int number) {
        return RESUMABLE_CHANGE_STREAM_ERRORS.contains(of(number));
    }

    /** Whether a member does not know yet what a majority has, so that it cannot read that or take a snapshot of it. */
    public static boolean isCommitPointUnknown(int number) {
        return number == READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET.number || number == SNAPSHOT_UNAVAILABLE.number;
    }

    /** Whether the same command may succeed later. */
    public static boolean isTransient(int number) {
        return isRetryableReadError(number) || isStateChange(number) || TRANSIENT.contains(of(number));
    }

    /** Whether the command was ended while it was executed, so that it may be executed in part. */
    public static boolean isInterruption(int number) {
        return INTERRUPTIONS.contains(of(number));
    }

    /** Whether two documents would have had the same key in a unique index. */
    public static boolean isDuplicateKey(int number) {
        return DUPLICATE_KEYS.contains(of(number));
    }
}
