package dev.morelia.internal.client;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What packages that are built upon the public API need besides: operations that consist of several steps. The class of
 * databases provides it when it is initialized, as {@code OptionFields} is provided.
 */
public final class DatabaseAccess {
    private static volatile @Nullable UnaryOperator<Object> begun;
    private static volatile @Nullable Function<Object, Instant> clock;

    private DatabaseAccess() {}

    /** Called once, by the static initializer of the class of databases. */
    public static void provide(UnaryOperator<Object> begin, Function<Object, Instant> now) {
        begun = begin;
        clock = now;
    }

    /**
     * Returns a view for the steps of one operation, which begins now: the timeout holds for all of them together.
     *
     * @param database a {@code MongoDatabase}
     */
    @SuppressWarnings("unchecked") // a view of the same class
    public static <D> D begun(D database) {
        return (D) Objects.requireNonNull(begun).apply(database);
    }

    /**
     * The current time.
     *
     * @param database a {@code MongoDatabase}
     */
    public static Instant now(Object database) {
        return Objects.requireNonNull(clock).apply(database);
    }
}
