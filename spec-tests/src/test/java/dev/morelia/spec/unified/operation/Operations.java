package dev.morelia.spec.unified.operation;

import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of operations: maps the type of entity and the name of the operation to a handler. Operations that are not
 * in the table are not implemented yet.
 */
public final class Operations {
    private final Map<Key, Handler<?>> handlers = new LinkedHashMap<>();

    private record Key(Class<?> entity, String name) {}

    /**
     * Executes an operation on an entity of one type.
     *
     * @param <E> the type of the entity
     */
    public interface Handler<E> {
        /**
         * Returns the result of the operation: null, a BSON value, a {@link Results} of root documents, an entity, or
         * {@link dev.morelia.spec.unified.match.Absent#ABSENT} if there is none. Calls {@link Arguments#finish} before
         * it calls the driver.
         */
        @Nullable
        Object run(E entity, Arguments arguments) throws Exception;
    }

    /** An operation found for an entity, ready to run. */
    public interface Bound {
        @Nullable
        Object run(Arguments arguments) throws Exception;
    }

    /** The supported operations of all entities. */
    public static Operations ofEntities() {
        var operations = new Operations();
        ClientOperations.addTo(operations);
        DatabaseOperations.addTo(operations);
        CollectionReads.addTo(operations);
        CollectionWrites.addTo(operations);
        CollectionIndexes.addTo(operations);
        CollectionSearchIndexes.addTo(operations);
        BulkWrites.addTo(operations);
        CursorOperations.addTo(operations);
        ChangeStreamOperations.addTo(operations);
        SessionOperations.addTo(operations);
        BucketOperations.addTo(operations);
        return operations;
    }

    /** Adds a handler; throws if there is one already. */
    public <E> Operations add(Class<E> entity, String name, Handler<E> handler) {
        if (handlers.putIfAbsent(new Key(entity, name), handler) != null) {
            throw new IllegalStateException("Two handlers for " + entity.getSimpleName() + "." + name);
        }
        return this;
    }

    /** Finds the handler for an entity; throws {@link SpecSkip} if there is none. */
    public Bound bind(Object entity, String name) {
        for (var entry : handlers.entrySet()) {
            if (entry.getKey().name().equals(name) && entry.getKey().entity().isInstance(entity)) {
                return bind(entry.getKey().entity(), entry.getValue(), entity);
            }
        }
        throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, "operation " + name);
    }

    @SuppressWarnings("unchecked") // The table pairs each handler with the type it was added for.
    private static <E> Bound bind(Class<E> type, Handler<?> handler, Object entity) {
        var typed = (Handler<E>) handler;
        return arguments -> typed.run(type.cast(entity), arguments);
    }
}
