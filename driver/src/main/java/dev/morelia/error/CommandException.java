package dev.morelia.error;

import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;

/** A server refused a command or failed at it, in a way that has no class of its own. */
public final class CommandException extends ServerException {
    private static final long serialVersionUID = 1;

    /** The words are the specification's; a storage engine without retryable writes answers so. */
    private static final String NO_NUMBERED_WRITES = "This MongoDB deployment does not support retryable writes. Please"
            + " add retryWrites=false to your connection string.";

    /** For a client that has not logged in. */
    private static final String NO_USER = "The client has no user, and this server wants a login: this version cannot"
            + " log in, so use a server without access control";

    /** For the driver: made of what the server told. */
    public CommandException(ReportedError error) {
        super(error, advice(error), retryAdvice(error));
    }

    private static String advice(ReportedError error) {
        return switch (ErrorCode.of(error.code())) {
            case UNAUTHORIZED -> unauthorized(error.message());
            case ILLEGAL_OPERATION -> error.message().startsWith("Transaction numbers") ? NO_NUMBERED_WRITES : "";
            case NAMESPACE_NOT_FOUND -> "There is no such collection or database: check the names";
            case COMMAND_NOT_FOUND -> "This server does not know the command: check its name and the server's version";
            case INVALID_OPTIONS, INVALID_NAMESPACE -> "Check the names and options that were passed";
            case UNKNOWN_REPL_WRITE_CONCERN, UNSATISFIABLE_WRITE_CONCERN ->
                "Check the write concern: " + WriteConcernException.nextStep(error.code());
            case WRITE_CONFLICT -> "Another operation changed the same document: try the transaction again as a whole";
            case NO_SUCH_TRANSACTION -> "The transaction has ended or timed out: start it again as a whole";
            case null, default -> "";
        };
    }

    private static String unauthorized(String message) {
        // The second is what a server without any user says to a client on its own machine. It is also said to a user
        // who lacks a privilege, but as long as this version cannot log in, no client has a user.
        if (message.contains("requires authentication") || message.startsWith("not authorized on ")) {
            return NO_USER;
        }
        return message.contains("may only be run against the admin database")
                ? "Run it on the database admin"
                : "The user lacks a privilege: log in as another user, or have an administrator grant a role";
    }

    private static RetryAdvice retryAdvice(ReportedError error) {
        var labels = error.errorLabels();
        if (labels.contains(ErrorLabel.NO_WRITES_PERFORMED) || labels.contains(ErrorLabel.RETRYABLE_ERROR)) {
            return RetryAdvice.SAFE;
        }
        // The driver can repeat such a write, for it has its number; the program has not.
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
