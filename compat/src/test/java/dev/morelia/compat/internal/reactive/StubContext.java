package dev.morelia.compat.internal.reactive;

import com.mongodb.RequestContext;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A request context in memory. */
final class StubContext implements RequestContext {
    private final Map<Object, Object> values = new HashMap<>();

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // as the interface has it
    public <T> T get(Object key) {
        return (T) values.get(key);
    }

    @Override
    public boolean hasKey(Object key) {
        return values.containsKey(key);
    }

    @Override
    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public void put(Object key, Object value) {
        values.put(key, value);
    }

    @Override
    public void delete(Object key) {
        values.remove(key);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Stream<Map.Entry<Object, Object>> stream() {
        return values.entrySet().stream();
    }
}
