package dev.morelia.compat.internal.query;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** A cursor of Morelia. Not thread-safe, except for {@link #close}. */
public final class CompatCursor<T> extends TranslatingCursor<T> {
    private final dev.morelia.MongoCursor<T> ours;

    CompatCursor(dev.morelia.MongoCursor<T> ours) {
        super(ours);
        this.ours = ours;
    }

    @Override
    @Nullable
    T valueOrNull() {
        return ours.tryNext();
    }

    @Override
    long id() {
        return ours.id();
    }

    @Override
    ServerAddress server() {
        return ours.server();
    }

    @Override
    public int available() {
        return ours.available();
    }

    @Override
    public void close() {
        ours.close();
    }
}
