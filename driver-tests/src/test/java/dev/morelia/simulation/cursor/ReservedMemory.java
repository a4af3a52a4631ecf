package dev.morelia.simulation.cursor;

import dev.morelia.MongoClient;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.ReadAheadMemory;
import java.lang.reflect.Method;
import java.util.Arrays;

/** The bytes that the cursors of a client read ahead at present, which no program can see. */
final class ReservedMemory {

    private final ReadAheadMemory memory;

    ReservedMemory(MongoClient client) {
        try {
            var core = MongoClient.class.getDeclaredField("core");
            core.setAccessible(true);
            memory = ((Core) core.get(client)).cursors().memory();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the client keeps its parts elsewhere now", e);
        }
    }

    long bytes() {
        return (long) call("reservedBytes");
    }

    /** Takes bytes that nobody gives back. */
    void leak(long bytes) {
        var unused = call("reserve", bytes);
    }

    private Object call(String name, Object... arguments) {
        var types = new Class<?>[arguments.length];
        Arrays.fill(types, long.class);
        try {
            Method method = ReadAheadMemory.class.getDeclaredMethod(name, types);
            method.setAccessible(true);
            return method.invoke(memory, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the memory has other methods now", e);
        }
    }
}
