package dev.morelia.internal.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Connections in an array that grows when it must, so that putting and taking allocates nothing. Each connection knows
 * its place; it is in one stack at a time. Guarded by the pool's monitor.
 */
final class ConnectionStack {
    private @Nullable PooledConnection[] places = new PooledConnection[16];
    private int size;

    int size() {
        return size;
    }

    PooledConnection at(int place) {
        var connection = places[place];
        if (connection == null) {
            throw new IndexOutOfBoundsException(place);
        }
        return connection;
    }

    /** On top. */
    void push(PooledConnection connection) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        connection.movedTo(size);
        places[size++] = connection;
    }

    /** The topmost; there must be one. */
    PooledConnection pop() {
        var top = at(size - 1);
        places[--size] = null;
        return top;
    }

    /** Takes one out; the topmost falls into its place, so the order changes. */
    void remove(PooledConnection connection) {
        var top = pop();
        if (top != connection) {
            places[connection.slot()] = top;
            top.movedTo(connection.slot());
        }
    }

    /** Takes one out and keeps the others in order. */
    void removeInOrder(PooledConnection connection) {
        int slot = connection.slot();
        System.arraycopy(places, slot + 1, places, slot, size - slot - 1);
        places[--size] = null;
        for (int place = slot; place < size; place++) {
            at(place).movedTo(place);
        }
    }

    PooledConnection[] toArray() {
        return Arrays.stream(places, 0, size).toArray(PooledConnection[]::new);
    }
}
