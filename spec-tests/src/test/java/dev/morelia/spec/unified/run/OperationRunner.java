package dev.morelia.spec.unified.run;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.api.DatabaseApi;
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
        for (var field : operation.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("Unknown field '" + field + "' of an operation");
            }
        }
        var name = operation.string("name");
        var object = operation.string("object");
        var arguments =
                new Arguments(operation.containsKey("arguments") ? operation.document("arguments") : new Document());
        var handler = operations.bind(object.equals("testRunner") ? self : entity(object, arguments), name);

        @Nullable Object result;
        try {
            result = handler.run(arguments);
        } catch (MongoException | BsonException | IllegalArgumentException error) {
            if (error instanceof OperationTimeoutException) {
                self.timedOut();
            }
            if (Boolean.TRUE.equals(operation.get("ignoreResultAndError"))) {
                return;
            }
            if (!operation.containsKey("expectError")) {
                throw error;
            }
            errorMatcher.match(name + ".expectError", operation.document("expectError"), error);
            return;
        }
        checkResult(operation, name, result);
    }

    /** The entity, or a view of it with the timeout of the operation. */
    private Object entity(String name, Arguments arguments) {
        var entity = entities.any(name);
        boolean isView =
                entity instanceof ClientEntity || entity instanceof DatabaseApi || entity instanceof CollectionApi;
        var timeout = isView ? arguments.timeoutOrNull() : null;
        if (timeout == null) {
            return entity;
        }
        return switch (entity) {
            case ClientEntity client -> client.with(timeout);
            case DatabaseApi database -> database.with(timeout);
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
