package dev.morelia.compat.internal.view;

import com.mongodb.MongoClientException;
import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.RequestContext;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.SynchronousContextProvider;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Given;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What a client, a database or a collection is a view of. Immutable and thread-safe.
 *
 * @param origin what all views of a client have in common
 * @param ours the client with all that follows, and with the session if the view has one
 * @param codecs the codecs, which write UUIDs as the settings of the client say
 * @param concerns where operations go, and what they wait for
 * @param timeout null if there is none
 * @param session null if there is none
 */
public record View(
        Origin origin,
        MongoClient ours,
        CodecRegistry codecs,
        ViewConcerns concerns,
        @Nullable Duration timeout,
        dev.morelia.@Nullable ClientSession session) {

    /** The view with other codecs. */
    public View with(CodecRegistry changed) {
        var registry = CodecRegistries.withUuidRepresentation(
                Given.notNull("codecRegistry", changed), origin.settings().getUuidRepresentation());
        return new View(origin, ours, registry, concerns, timeout, session);
    }

    /** The view with another read preference. */
    public View with(ReadPreference changed) {
        return with(concerns.with(Given.notNull("readPreference", changed)));
    }

    /** The view with another write concern. */
    public View with(WriteConcern changed) {
        return with(concerns.with(Given.notNull("writeConcern", changed)));
    }

    /** The view with another read concern. */
    public View with(ReadConcern changed) {
        return with(concerns.with(Given.notNull("readConcern", changed)));
    }

    private View with(ViewConcerns changed) {
        return new View(origin, changed.of(ours), codecs, changed, timeout, session);
    }

    /** The view with a timeout; zero for no limit. */
    public View withTimeout(long time, TimeUnit unit) {
        long nanos = Given.notNull("timeUnit", unit).toNanos(time);
        if (time < 0) {
            throw new IllegalArgumentException("state should be: timeout >= 0");
        }
        var changed = Duration.ofNanos(nanos);
        return new View(origin, ours.with(changed), codecs, concerns, changed, session);
    }

    /** The view in the session. */
    public View in(ClientSession given) {
        var known = ClientSessions.ours(given, origin);
        return new View(origin, ours.with(known), codecs, concerns, timeout, known);
    }

    /**
     * Checks the write concern of a write.
     *
     * @throws MongoClientException if the write would be unacknowledged, but has a session
     */
    public void checkWrite() {
        if (session != null
                && !session.isInTransaction()
                && !concerns.writeConcern().isAcknowledged()) {
            throw new MongoClientException("Unacknowledged writes are not supported when using an explicit session");
        }
    }

    /** The timeout; null if there is none. */
    public @Nullable Long timeout(TimeUnit unit) {
        return timeout == null ? null : unit.convert(timeout);
    }

    /** The client for one operation: with the context that the program provides for it. */
    public MongoClient client() {
        return origin.settings().getContextProvider() instanceof SynchronousContextProvider provider
                ? inContext(provider.getContext())
                : ours;
    }

    private MongoClient inContext(@Nullable RequestContext context) {
        return context == null ? ours : ours.withContext(context);
    }

    /** The database for one operation. */
    public MongoDatabase database(String name) {
        return client().database(name);
    }

    /** The collection for one operation. */
    public MongoCollection<RawDocument> collection(MongoNamespace namespace) {
        return database(namespace.getDatabaseName()).collection(namespace.getCollectionName(), RawDocument.class);
    }
}
