package dev.morelia.error;

import dev.morelia.bson.Document;
import dev.morelia.internal.errordetail.DuplicateKey;
import org.jspecify.annotations.Nullable;

/**
 * A write would have given two documents the same keys in a unique index (code 11000). It was not executed.
 *
 * <p>Index, pattern and value come from the fields of the error where the server sends them, else from its message.
 */
public final class DuplicateKeyException extends ServerException {
    private static final long serialVersionUID = 1;

    private final DuplicateKey key;

    /**
     * A write that failed with this error.
     *
     * @param error what the server reported
     */
    public DuplicateKeyException(ReportedError error) {
        this(error, DuplicateKey.of(error.error(), error.message()));
    }

    private DuplicateKeyException(ReportedError error, DuplicateKey key) {
        super(error, key.explanation(), RetryAdvice.UNSAFE);
        this.key = key;
    }

    /** Name of the unique index; null if unknown, as for a clustered collection. */
    public @Nullable String indexName() {
        return key.indexName();
    }

    /** The keys of the index, such as {@code {email: 1}}; null if unknown. */
    public @Nullable Document keyPattern() {
        return key.keyPattern();
    }

    /** The values that exist already, such as {@code {email: "ada@example.org"}}; null if unknown. */
    public @Nullable Document keyValue() {
        return key.keyValue();
    }

    private DuplicateKeyException(DuplicateKeyException original) {
        super(original);
        key = original.key;
    }

    @Override
    DuplicateKeyException copy() {
        return new DuplicateKeyException(this);
    }
}
