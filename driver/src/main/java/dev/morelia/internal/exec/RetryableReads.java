package dev.morelia.internal.exec;

import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import java.util.Set;

/**
 * Which failures the retryable reads specification calls retryable.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-reads/retryable-reads.md">Retryable reads</a>
 */
final class RetryableReads {
    /**
     * The codes the specification lists; not primary, node recovering, shutting down, network trouble of the server.
     */
    private static final Set<Integer> RETRYABLE_CODES =
            Set.of(6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

    private RetryableReads() {}

    static boolean isRetryable(MongoException failure) {
        return failure instanceof ConnectionException
                || (failure instanceof ServerException error && RETRYABLE_CODES.contains(error.code()));
    }
}
