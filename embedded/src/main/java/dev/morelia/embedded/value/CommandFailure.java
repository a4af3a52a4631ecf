package dev.morelia.embedded.value;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** The failure of a command, or of one statement of a write command, with the content of the error reply. */
public final class CommandFailure extends MongoServerError {

    private final Document details;

    /** Creates a failure with the code, its name and the message of the error reply. */
    public CommandFailure(int code, String codeName, String message) {
        this(code, codeName, message, new Document());
    }

    /** Creates a failure with additional fields for the reply, such as {@code keyPattern}. */
    public CommandFailure(int code, String codeName, String message, Document details) {
        super(code, codeName, message);
        this.details = details;
    }

    /** A value that the server does not accept: code 2. */
    public static CommandFailure badValue(String message) {
        return new CommandFailure(2, "BadValue", message);
    }

    /** A command that cannot be parsed: code 9. */
    public static CommandFailure failedToParse(String message) {
        return new CommandFailure(9, "FailedToParse", message);
    }

    /** A value of the wrong type: code 14. */
    public static CommandFailure typeMismatch(String message) {
        return new CommandFailure(14, "TypeMismatch", message);
    }

    /** A collection that does not exist: code 26. */
    public static CommandFailure namespaceNotFound(String message) {
        return new CommandFailure(26, "NamespaceNotFound", message);
    }

    /** Options that cannot be combined: code 72. */
    public static CommandFailure invalidOptions(String message) {
        return new CommandFailure(72, "InvalidOptions", message);
    }

    /** An invalid name of a database or collection: code 73. */
    public static CommandFailure invalidNamespace(String message) {
        return new CommandFailure(73, "InvalidNamespace", message);
    }

    /** An error whose code has no name other than a location in the server's source. */
    public static CommandFailure location(int code, String message) {
        return new CommandFailure(code, "Location" + code, message);
    }

    /** A feature that a real server supports and this one does not. */
    public static CommandFailure unsupported(String what) {
        return new CommandFailure(
                238, "NotImplemented", "EmbeddedServer does not support " + what + "; use a real mongod for it");
    }

    /** Additional fields of the reply; usually none. */
    public Document details() {
        return details;
    }
}
