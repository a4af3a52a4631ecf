package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.topology.ServerAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A session of the driver's own APIs. */
interface OwnSession extends SessionApi {
    /** What the views with this session are made of, and what it knows of itself. */
    ClientSession session();

    static ClientSession of(SessionApi session) {
        return ((OwnSession) session).session();
    }

    @Override
    default @Nullable Document id() {
        return session().id();
    }

    @Override
    default boolean isDirty() {
        return session().isDirty();
    }

    @Override
    default @Nullable ServerAddress pinnedAddress() {
        return session().pinnedAddress();
    }

    @Override
    default boolean isPinned() {
        return session().isPinned();
    }

    @Override
    default boolean isInState(String name) {
        // Programs have no need for the state, so only the text for humans has it.
        var text = name.equals("none") ? "no transaction" : "transaction " + name.toUpperCase(Locale.ROOT);
        return session().toString().contains("[" + text);
    }

    @Override
    default @Nullable Timestamp snapshotTime() {
        return session().snapshotTime();
    }

    @Override
    default void advanceClusterTime(Document clusterTime) {
        session().advanceClusterTime(clusterTime);
    }
}
