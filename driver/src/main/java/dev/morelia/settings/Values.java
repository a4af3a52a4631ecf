package dev.morelia.settings;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings that have too many for the constructor of a record. The fields of a subclass have the defaults
 * and are not final; but they change only in a copy that is not shared yet. The settings hold the copy in a final
 * field, which publishes it safely.
 *
 * @param <V> the subclass
 */
abstract class Values<V extends Values<V>> implements Cloneable {
    /**
     * A copy with changes.
     *
     * @throws IllegalArgumentException if the changed values are not allowed
     */
    final V with(Consumer<? super V> change) {
        V copy = copy();
        change.accept(copy);
        copy.check();
        return copy;
    }

    @SuppressWarnings("unchecked") // V is the class of this.
    private V copy() {
        try {
            return (V) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Checks values that may have changed.
     *
     * @throws IllegalArgumentException if they are not allowed
     */
    void check() {}

    /** All values by name, for comparing and printing; none of them may print a secret. */
    abstract Map<String, @Nullable Object> all();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Values<?> values
                && values.getClass() == getClass()
                && values.all().equals(all());
    }

    @Override
    public final int hashCode() {
        return all().hashCode();
    }

    @Override
    public final String toString() {
        return all().toString();
    }
}
