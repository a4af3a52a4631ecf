package dev.morelia.tools.transfer;

import dev.morelia.MongoCollection;
import dev.morelia.error.ServerException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which collection has a name.
 *
 * @param exists whether there is one
 * @param isTimeSeries whether its documents have no unique {@code _id}
 * @param uuid its own identity, by which one on other servers, or one that was created later, is told apart; null if
 *     not known
 */
record CollectionIdentity(
        boolean exists, boolean isTimeSeries, @Nullable String uuid) {
    private static final int UNAUTHORIZED = 13;

    private static final CollectionIdentity NONE = new CollectionIdentity(false, false, null);
    private static final CollectionIdentity UNKNOWN = new CollectionIdentity(true, false, null);

    /** Asks the server; users that may not list collections may use them nevertheless. */
    static CollectionIdentity of(MongoCollection<?> collection) {
        try {
            return collection
                    .description()
                    .map(found -> new CollectionIdentity(true, "timeseries".equals(found.type()), text(found.uuid())))
                    .orElse(NONE);
        } catch (ServerException refused) {
            if (refused.code() == UNAUTHORIZED) {
                return UNKNOWN;
            }
            throw refused;
        }
    }

    private static @Nullable String text(@Nullable UUID uuid) {
        return uuid == null ? null : uuid.toString();
    }

    /** Whether a collection that had this UUID may be this one. */
    boolean mayBe(@Nullable String other) {
        return exists && (uuid == null || other == null || uuid.equals(other));
    }
}
