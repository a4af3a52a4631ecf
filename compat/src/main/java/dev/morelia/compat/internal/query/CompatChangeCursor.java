package dev.morelia.compat.internal.query;

import com.mongodb.client.MongoChangeStreamCursor;
import dev.morelia.ChangeStream;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.topology.ServerAddress;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A change stream of Morelia. Not thread-safe, except for {@link #close}. */
public final class CompatChangeCursor<T> extends TranslatingCursor<T> implements MongoChangeStreamCursor<T> {
    private final ChangeStream<T> events;

    CompatChangeCursor(ChangeStream<T> events) {
        super(events);
        this.events = events;
    }

    @Override
    @Nullable
    T valueOrNull() {
        return events.tryNext();
    }

    @Override
    long id() {
        return events.id();
    }

    @Override
    ServerAddress server() {
        return events.server();
    }

    @Override
    public int available() {
        return events.available();
    }

    @Override
    public @Nullable BsonDocument getResumeToken() {
        return Bytes.bsonOrNull(events.resumeToken());
    }

    @Override
    public void close() {
        events.close();
    }
}
