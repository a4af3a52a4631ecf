package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.operation.Arguments;
import dev.morelia.spec.unified.operation.Operations;
import dev.morelia.spec.unified.operation.SessionOperations;

/** Operations on the object {@code testRunner} that are about sessions, and transactions that run other operations. */
final class SessionChecks {
    private final EntityMap entities;
    private final FailPoints failPoints;

    SessionChecks(EntityMap entities, FailPoints failPoints) {
        this.entities = entities;
        this.failPoints = failPoints;
    }

    /**
     * Adds the operations.
     *
     * @param callback runs an operation of a transaction: checks its error and throws it
     */
    void addTo(Operations operations, RunnerOperations.NestedRunner callback) {
        add(operations, "targetedFailPoint", this::failPoint);
        add(operations, "assertSessionDirty", (session, arguments) -> checkDirty(session, true));
        add(operations, "assertSessionNotDirty", (session, arguments) -> checkDirty(session, false));
        add(operations, "assertSessionPinned", (session, arguments) -> checkPinned(session, true));
        add(operations, "assertSessionUnpinned", (session, arguments) -> checkPinned(session, false));
        add(operations, "assertSessionTransactionState", SessionChecks::checkState);
        operations.add(SessionApi.class, "withTransaction", (session, arguments) -> {
            var nested = arguments.list("callback", Document.class);
            var options = SessionOperations.transactionOptions(arguments);
            arguments.finish();
            session.withTransaction(options, () -> {
                for (var operation : nested) {
                    callback.run(operation);
                }
            });
            return Absent.ABSENT;
        });
    }

    private interface Check {
        void run(SessionApi session, Arguments arguments);
    }

    private void add(Operations operations, String name, Check check) {
        operations.add(RunnerOperations.class, name, (self, arguments) -> {
            check.run(entities.get(arguments.string("session"), SessionApi.class), arguments);
            arguments.finish();
            return Absent.ABSENT;
        });
    }

    private void failPoint(SessionApi session, Arguments arguments) {
        var address = session.pinnedAddress();
        if (address == null) {
            throw new Mismatch("targetedFailPoint", session + " is not pinned");
        }
        failPoints.configure(address, arguments.document("failPoint"));
    }

    private static void checkDirty(SessionApi session, boolean expected) {
        if (session.isDirty() != expected) {
            throw new Mismatch("", session + (expected ? " is not dirty" : " is dirty"));
        }
    }

    private static void checkPinned(SessionApi session, boolean expected) {
        if (session.isPinned() != expected) {
            throw new Mismatch("", session + (expected ? " is not pinned" : " is pinned"));
        }
    }

    private static void checkState(SessionApi session, Arguments arguments) {
        var expected = arguments.string("state");
        if (!session.isInState(expected)) {
            throw new Mismatch("", "expected the state " + expected + ", but was " + session);
        }
    }
}
