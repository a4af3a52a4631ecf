package dev.morelia.internal.exec;

import dev.morelia.internal.operation.Operation;

/**
 * Executes each command when it is admitted. One that goes over a connection that is kept does not wait, as those that
 * were admitted may be waiting for that connection.
 *
 * @param executor executes them
 * @param admission says when
 */
record AdmittedExecution(Executor executor, Admission admission) implements BulkWrite.Execution {
    @Override
    public <R> R execute(Operation<R> operation, Call call) {
        if (Lease.of(call).holdsConnection()) {
            return executor.execute(operation, call);
        }
        boolean unused = admission.enter(call.deadline());
        try {
            return executor.execute(operation, call);
        } finally {
            admission.exit();
        }
    }
}
