package dev.morelia.compat.internal.query;

import com.mongodb.Function;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.values.Failures;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A query that has not run yet. Each use of it runs it. Not thread-safe while its options are set. */
public abstract class CompatIterable<T> implements MongoIterable<T> {
    /** Runs the query; failures need not be translated. */
    abstract MongoCursor<T> open();

    @Override
    public MongoCursor<T> cursor() {
        try {
            return open();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public final MongoCursor<T> iterator() {
        return cursor();
    }

    @Override
    public @Nullable T first() {
        try (MongoCursor<T> cursor = cursor()) {
            return cursor.hasNext() ? cursor.next() : null;
        }
    }

    @Override
    public final <U> MongoIterable<U> map(Function<T, U> mapper) {
        return new MappedIterable<>(this, Given.notNull("mapper", mapper));
    }

    @Override
    public final void forEach(Consumer<? super T> action) {
        Given.notNull("action", action);
        try (MongoCursor<T> cursor = cursor()) {
            while (cursor.hasNext()) {
                action.accept(cursor.next());
            }
        }
    }

    @Override
    public final <A extends Collection<? super T>> A into(A target) {
        forEach(target::add);
        return target;
    }
}
