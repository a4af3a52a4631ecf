package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.unified.api.BucketApi;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.entity.ClientEntity;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.operation.Arguments;
import dev.morelia.spec.unified.operation.Operations;
import dev.morelia.spec.unified.operation.Results;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Executes operations of a test: finds the entity and the handler, runs it, and checks its result or error against the
 * file.
 */
final class OperationRunner {
    private static final Set<String> FIELDS = Set.of(
            "name", "object", "arguments", "expectError", "expectResult", "saveResultAsEntity", "ignoreResultAndError");

    private final EntityMap entities;
    private final Matcher matcher;
    private final Operations operations;
    private final RunnerOperations self;
    private final ErrorMatcher errorMatcher;

    OperationRunner(EntityMap entities, Matcher matcher, Operations operations, RunnerOperations self) {
        this.self = self;
        this.entities = entities;
        this.matcher = matcher;
        this.operations = operations;
        this.errorMatcher = new ErrorMatcher(matcher);
    }

    /** Executes an operation; throws if an expectation is not met. */
    void run(Document operation) throws Exception {
        outcome(operation);
    }

    /** As {@link #run}; throws the error of the operation even if it is the expected one. */
    void runInCallback(Document operation) throws Exception {
        var error = outcome(operation);
        if (error != null) {
            throw error;
        }
    }

    /** Executes an operation and checks what it expects; returns its error, or null if it succeeded. */
    private @Nullable RuntimeException outcome(Document operation) throws Exception {
        for (var field : operation.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("Unknown field '" + field + "' of an operation");
            }
        }
        var name = operation.string("name");
        var object = operation.string("object");
        var arguments =
                new Arguments(operation.containsKey("arguments") ? operation.document("arguments") : new Document());
        var entity = object.equals("testRunner") ? self : entity(object, arguments);
        var handler = operations.bind(entity, name);
        var session = isView(entity) && arguments.has("session")
                ? entities.get(arguments.string("session"), SessionApi.class)
                : null;

        @Nullable Object result;
        try {
            result = session == null
                    ? handler.run(arguments)
                    : operations.bind(inSession(entity, session), name).run(arguments);
        } catch (RuntimeException error) {
            if (!Failure.isOfDriver(error)) {
                throw error;
            }
            var failure = Failure.of(error);
            if (failure.isTimeout()) {
                self.timedOut();
            }
            if (Boolean.TRUE.equals(operation.get("ignoreResultAndError"))) {
                return error;
            }
            if (!operation.containsKey("expectError")) {
                throw error;
            }
            errorMatcher.match(name + ".expectError", operation.document("expectError"), failure);
            return error;
        }
        checkResult(operation, name, result);
        return null;
    }

    private static boolean isView(Object entity) {
        return entity instanceof ClientEntity
                || entity instanceof DatabaseApi
                || entity instanceof CollectionApi
                || entity instanceof BucketApi;
    }

    /** The view of a client, database or collection whose operations run in a session. */
    private static Object inSession(Object entity, SessionApi session) {
        return switch (entity) {
            case ClientEntity client -> client.with(session);
            case DatabaseApi database -> database.with(session);
            case CollectionApi collection -> collection.with(session);
            default -> throw new IllegalArgumentException("No session is for " + entity);
        };
    }

    /** The entity, or a view of it with the timeout of the operation. */
    private Object entity(String name, Arguments arguments) {
        var entity = entities.any(name);
        var timeout = isView(entity) ? arguments.timeoutOrNull() : null;
        if (timeout == null) {
            return entity;
        }
        return switch (entity) {
            case ClientEntity client -> client.with(timeout);
            case DatabaseApi database -> database.with(timeout);
            case BucketApi bucket -> bucket.with(timeout);
            default -> ((CollectionApi) entity).with(timeout);
        };
    }

    private void checkResult(Document operation, String name, @Nullable Object result) {
        if (Boolean.TRUE.equals(operation.get("ignoreResultAndError"))) {
            return;
        }
        if (operation.containsKey("expectError")) {
            throw new Mismatch(
                    name, "expected the error " + operation.get("expectError") + ", but it returned " + result);
        }
        if (operation.containsKey("expectResult")) {
            matchResult(name + ".expectResult", operation.get("expectResult"), result);
        }
        if (operation.containsKey("saveResultAsEntity")) {
            if (result == null || result == Absent.ABSENT) {
                throw new IllegalArgumentException(name + " returned nothing that could be saved");
            }
            entities.add(operation.string("saveResultAsEntity"), result);
        }
    }

    private void matchResult(String path, @Nullable Object expected, @Nullable Object result) {
        if (result instanceof Results results) {
            matcher.matchRootDocuments(path, expected, results.documents());
        } else {
            matcher.matchRoot(path, expected, result);
        }
    }
}
