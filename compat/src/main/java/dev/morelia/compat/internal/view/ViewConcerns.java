package dev.morelia.compat.internal.view;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import dev.morelia.MongoClient;
import dev.morelia.compat.internal.values.Concerns;

/**
 * Where the operations of a view go, and what they wait for. Immutable and thread-safe.
 *
 * @param readPreference which members read
 * @param writeConcern what writes wait for
 * @param readConcern how settled the data is that is read
 */
public record ViewConcerns(ReadPreference readPreference, WriteConcern writeConcern, ReadConcern readConcern) {
    ViewConcerns with(ReadPreference changed) {
        return new ViewConcerns(changed, writeConcern, readConcern);
    }

    ViewConcerns with(WriteConcern changed) {
        return new ViewConcerns(readPreference, changed, readConcern);
    }

    ViewConcerns with(ReadConcern changed) {
        return new ViewConcerns(readPreference, writeConcern, changed);
    }

    /** The client with these. */
    MongoClient of(MongoClient ours) {
        return ours.with(Concerns.ours(readPreference))
                .with(Concerns.ours(writeConcern))
                .with(Concerns.ours(readConcern));
    }
}
