package dev.morelia.spec.unified.entity;

import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.match.Entities;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The named entities of a test. Names are unique, and lookups check the expected type. Thread-safe. */
public final class EntityMap implements Entities {
    private final Map<String, Object> entities = new ConcurrentHashMap<>();

    /** Adds an entity; throws {@link IllegalArgumentException} if the name is taken. */
    public void add(String name, Object entity) {
        if (entities.putIfAbsent(name, entity) != null) {
            throw new IllegalArgumentException("There is already an entity named '" + name + "'");
        }
    }

    /** The entity of that name; throws {@link IllegalArgumentException} if there is none. */
    public Object any(String name) {
        var entity = entities.get(name);
        if (entity == null) {
            throw new IllegalArgumentException("There is no entity named '" + name + "'");
        }
        return entity;
    }

    /** The entity of that name and type; throws {@link IllegalArgumentException} if there is none. */
    public <E> E get(String name, Class<E> type) {
        var entity = any(name);
        if (!type.isInstance(entity)) {
            throw new IllegalArgumentException(
                    "Entity '" + name + "' is not a " + type.getSimpleName() + " but a " + entity.getClass());
        }
        return type.cast(entity);
    }

    /** All entities of a type, in no particular order. */
    public <E> List<E> all(Class<E> type) {
        return entities.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public @Nullable Object value(String name) {
        var entity = any(name);
        if (entity.getClass().getPackageName().startsWith("dev.morelia.spec")) {
            throw new IllegalArgumentException("Entity '" + name + "' is not a BSON value but a " + entity.getClass());
        }
        return entity;
    }

    @Override
    public Object logicalSessionId(String name) {
        var id = get(name, SessionApi.class).id();
        return id == null ? Absent.ABSENT : id;
    }
}
