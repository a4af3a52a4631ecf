package dev.morelia.error;

/**
 * A database cannot be copied as the options say: collections exist in the target, or an interrupted copy does not fit,
 * or there is nothing to copy. Nothing was written. Errors of the servers during the copy have their own exceptions.
 */
public final class DatabaseCopyException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A copy that was rejected.
     *
     * @param message what the problem is and what to do
     */
    public DatabaseCopyException(String message) {
        super(message, null, RetryAdvice.UNSAFE, null);
    }

    private DatabaseCopyException(DatabaseCopyException original) {
        super(original);
    }

    @Override
    DatabaseCopyException copy() {
        return new DatabaseCopyException(this);
    }
}
