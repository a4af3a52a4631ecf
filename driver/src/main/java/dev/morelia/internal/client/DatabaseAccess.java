package dev.morelia.internal.client;

import dev.morelia.internal.exec.ExecutionContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What packages that are built upon the public API need of a {@code MongoDatabase} besides, for operations that consist
 * of several steps. Its class provides the access when it is initialized, as {@code ErrorNotes} is provided.
 */
public abstract class DatabaseAccess {
    private static volatile @Nullable DatabaseAccess provided;

    /** Called once, by the static initializer of the class of databases. */
    public static void provide(DatabaseAccess access) {
        provided = access;
    }

    /** The access to databases. */
    public static DatabaseAccess get() {
        return Objects.requireNonNull(provided);
    }

    /**
     * Returns a view for the steps of one operation, which begins now: the timeout holds for all of them together.
     *
     * @param database a {@code MongoDatabase}
     */
    @SuppressWarnings("unchecked") // a view of the same class
    public final <D> D begun(D database) {
        return (D) begin(database);
    }

    /** Returns a view for the steps of one operation. */
    protected abstract Object begin(Object database);

    /**
     * Returns the view without the session that the program has named.
     *
     * @param database a {@code MongoDatabase}
     */
    @SuppressWarnings("unchecked") // a view of the same class
    public final <D> D outsideSession(D database) {
        return (D) outside(database);
    }

    /** Returns the view without its session. */
    protected abstract Object outside(Object database);

    /** What all views of the client share. */
    public abstract Core core(Object database);

    /** How the operations of the view are executed. */
    public abstract ExecutionContext context(Object database);
}
