package dev.morelia.error;

import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;

/** A server rejected a command or failed to execute it, with an error that has no class of its own. */
public final class CommandException extends ServerException {
    private static final long serialVersionUID = 1;

    /** The message that the specification prescribes for a storage engine without retryable writes. */
    private static final String NO_RETRYABLE_WRITES =
            "This MongoDB deployment does not support retryable writes. Please add retryWrites=false to your connection"
                    + " string.";

    /** For a client that is not authenticated. */
    private static final String NOT_AUTHENTICATED =
            "The server requires authentication: set user name and password, in the connection string"
                    + " (mongodb://user:password@host) or as credential of the settings";

    /**
     * A command that failed with this error.
     *
     * @param error what the server reported
     */
    public CommandException(ReportedError error) {
        super(error, advice(error), retryAdvice(error));
        if (ErrorCode.isInterruption(error.code())) {
            // What it had written before is not undone.
            notes(this).outcome(Outcome.UNKNOWN);
        }
    }

    private static String advice(ReportedError error) {
        return switch (ErrorCode.of(error.code())) {
            case UNAUTHORIZED -> unauthorized(error.message());
            case ILLEGAL_OPERATION -> error.message().startsWith("Transaction numbers") ? NO_RETRYABLE_WRITES : "";
            case NAMESPACE_NOT_FOUND -> "The collection or database does not exist: check the names";
            case COMMAND_NOT_FOUND -> "This server does not know the command: check its name and the server's version";
            case INVALID_OPTIONS, INVALID_NAMESPACE -> invalid(error.message());
            case CHANGE_STREAM_ON_STANDALONE ->
                "Change streams need a replica set or a sharded cluster, and this server is a standalone. One member is"
                        + " enough: start it with --replSet rs0, and call rs.initiate() once";
            case NOT_A_REPLICA_SET -> "This server is a standalone; it needs a replica set or a sharded cluster";
            case OPERATION_NOT_SUPPORTED_IN_TRANSACTION ->
                error.message().contains("'count'")
                        ? "Use countDocuments, or run it before or after the transaction"
                        : "Run it before or after the transaction";
            case UNKNOWN_REPL_WRITE_CONCERN, UNSATISFIABLE_WRITE_CONCERN ->
                "Check the write concern: " + WriteConcernException.nextStep(error.code());
            case WRITE_CONFLICT -> "Another operation changed the same document: retry the whole transaction";
            case NO_SUCH_TRANSACTION -> "The transaction has ended or timed out: retry the whole transaction";
            case API_VERSION_ERROR ->
                "Declare a version of the stable API that this server supports, or none (serverApi)";
            case API_STRICT_ERROR ->
                "The declared version of the stable API does not contain this, and strict is set: use what it contains,"
                        + " or a client without strict";
            case API_DEPRECATION_ERROR ->
                "This is deprecated in the declared version of the stable API, and deprecationErrors is set: use what"
                        + " replaces it, or a client without deprecationErrors";
            case null, default -> "";
        };
    }

    private static String invalid(String message) {
        return message.contains("does not support { readConcern: { level: \"snapshot\"")
                ? "A snapshot session is for find, aggregate, countDocuments and distinct: use another session, or none"
                : "Check the names and options of the command";
    }

    private static String unauthorized(String message) {
        // The second comes from a server without users, to a client on the same machine, and to a user who lacks a
        // privilege.
        if (message.contains("requires authentication")) {
            return NOT_AUTHENTICATED;
        }
        return message.contains("may only be run against the admin database")
                ? "Run it on the database admin"
                : "The user lacks a privilege, or the client has no user: authenticate as another user, or have an"
                        + " administrator grant a role";
    }

    private static RetryAdvice retryAdvice(ReportedError error) {
        var labels = error.errorLabels();
        if (labels.contains(ErrorLabel.NO_WRITES_PERFORMED) || labels.contains(ErrorLabel.RETRYABLE_ERROR)) {
            return RetryAdvice.SAFE;
        }
        // The driver can retry such a write, for it has its transaction number; the program has not.
        boolean unknown = labels.contains(ErrorLabel.RETRYABLE_WRITE_ERROR)
                || labels.contains(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT);
        return unknown ? RetryAdvice.OUTCOME_UNKNOWN : RetryAdvice.UNSAFE;
    }

    private CommandException(CommandException original) {
        super(original);
    }

    @Override
    CommandException copy() {
        return new CommandException(this);
    }
}
