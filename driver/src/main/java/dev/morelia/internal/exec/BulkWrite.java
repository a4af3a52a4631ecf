package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.internal.operation.write.WriteStatement;
import dev.morelia.internal.session.Transaction;
import dev.morelia.options.Options;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many writes in as few commands as the server's limits allow. Ordered: neighbours of one kind share commands, and the
 * first error ends the bulk write. Unordered: all of one kind share commands, and errors are collected. A write that
 * cannot be encoded is an error like those that a server reports. All commands run in one session, and each is
 * retried by itself.
 *
 * <p>Writes may be {@linkplain #flush sent} before all are added, which then are not held any longer. Not thread-safe:
 * one execution owns it, and closes it.
 */
public final class BulkWrite implements AutoCloseable {
    private static final Operation<Document> PING = Administration.command("admin", new Document("ping", 1));

    private final Execution execution;
    private final Call call;
    private final Namespace namespace;
    private final boolean ordered;
    private final boolean acknowledged;
    private final Document fields;
    private final BulkOutcome outcome;
    private List<Run> runs = new ArrayList<>();
    private boolean streamed;
    private boolean encodable;
    /** Whether anything was sent. */
    private boolean begun;

    private int size;

    /** Executes one command of a call: {@link Executor#execute}. */
    @FunctionalInterface
    interface Execution {
        <R> R execute(Operation<R> operation, Call call);
    }

    /**
     * @param action what messages call it
     * @param options the caller's, which apply to all writes
     */
    public BulkWrite(
            Executor executor,
            ExecutionContext context,
            Namespace namespace,
            String action,
            Options.Ordered<?> options) {
        this(executor::execute, executor.callOfSeveral(context), namespace, action, options);
    }

    BulkWrite(Execution execution, Call call, Namespace namespace, String action, Options.Ordered<?> options) {
        this.execution = execution;
        this.call = call;
        this.namespace = namespace;
        this.ordered = options.ordered();
        this.acknowledged = call.isAcknowledged();
        this.fields = OptionFields.of(options);
        this.outcome = new BulkOutcome(
                Target.of(namespace).tried(action),
                acknowledged,
                ordered,
                call.context().codecs().uuidRepresentation());
    }

    /** Results will have no ids of inserts, and not all errors: those of a stream might not fit into memory. */
    public BulkWrite ofStream() {
        streamed = true;
        outcome.ofStream();
        return this;
    }

    /** Adds a write; its index in results and errors is the number of writes added before. */
    public void add(WriteKind kind, WriteStatement statement) {
        Run run = runOf(kind);
        run.indexes.add(nextIndex());
        run.statements.add(statement);
    }

    /** Adds a write that cannot be sent; if the writes are ordered, it ends them. */
    void addUnsent(WriteKind kind, @Nullable Object id, Throwable cause) {
        int index = nextIndex();
        if (!ordered || flush()) {
            outcome.addUnsent(kind, index, id, cause);
        }
    }

    /** Their source has failed, so that no more writes follow. */
    void addUnread(String source, Throwable cause) {
        int index = nextIndex();
        if (flush()) {
            outcome.addUnread(index, source, cause);
        }
    }

    /** The source of the writes has failed when it was closed after the last of them. */
    void addUnclosed(Throwable cause) {
        outcome.addUnclosed(nextIndex(), cause);
    }

    /** Whether the result is an error. */
    boolean hasFailed() {
        return outcome.hasFailed();
    }

    /** All writes beyond the range of an index share the last one. */
    private int nextIndex() {
        return size == Integer.MAX_VALUE ? size : size++;
    }

    private Run runOf(WriteKind kind) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).kind == kind) {
                return runs.get(i);
            }
            if (ordered) {
                break;
            }
        }
        var run = new Run(kind);
        runs.add(run);
        return run;
    }

    /**
     * Executes what was added since the last time.
     *
     * @return whether more may follow; not if the writes are ordered and one has failed
     * @throws MongoException when a command failed as a whole; it has the partial result
     * @throws dev.morelia.error.BulkWriteException when an error of the virtual machine came after a command that was
     *     executed
     */
    public boolean flush() {
        List<Run> added = runs;
        runs = new ArrayList<>();
        checkFields(added);
        int index = 0;
        // Without replies, only the order on one connection keeps the writes in order.
        try (var lease = Lease.OneConnection.ofFirstCommand()) {
            Call sending = ordered && !acknowledged ? call.over(lease) : call;
            for (Run run : added) {
                Write write = Write.partOfBulk(header(run), run.statements, 0);
                for (int from = 0; from < run.statements.size() && !outcome.isAtEnd(); write = write.next()) {
                    index = run.indexes.get(from);
                    try {
                        WriteReply reply = execution.execute(write, sending);
                        begun |= write.written() > 0;
                        done(write, run, from, reply);
                    } catch (MongoException failure) {
                        addFailures(write, run, !ordered);
                        throw failure;
                    } catch (Throwable rejected) {
                        if (!begun || rejected instanceof VirtualMachineError) {
                            throw rejected;
                        }
                        addFailed(run, from, rejected);
                        break;
                    }
                    from += write.consumed();
                }
            }
            awaitExecution(sending);
        } catch (MongoException failure) {
            throw outcome.ended(failure, begun);
        } catch (VirtualMachineError fatal) {
            if (begun) {
                throw outcome.ended(index, fatal);
            }
            throw fatal;
        }
        return !outcome.isAtEnd();
    }

    /**
     * The next writes of a stream go over another connection. If nothing else keeps them in order, this waits for the
     * reply to a command, which the server sends after it has executed the writes before it.
     */
    private void awaitExecution(Call sending) {
        if (!streamed || !ordered || acknowledged) {
            return;
        }
        try {
            Document unused = execution.execute(PING, sending);
        } catch (MongoException failure) {
            ErrorNotes.of(failure).during(outcome.tried());
            throw failure;
        }
    }

    /** Whether no more writes are to be added, as they are ordered and one has failed. */
    boolean isAtEnd() {
        return outcome.isAtEnd();
    }

    /**
     * The result of all that was executed.
     *
     * @param modelAt the caller's write at an index, for the exception that holds those that were not attempted; null
     *     for none
     * @throws dev.morelia.error.BulkWriteException when any failed
     * @throws dev.morelia.error.OperationTimeoutException when the server has stopped it at its timeout
     */
    public BulkWriteResult result(@Nullable IntFunction<WriteModel<?>> modelAt) {
        List<WriteModel<?>> unprocessed = modelAt == null
                ? List.of()
                : IntStream.range(outcome.untried(size), size).mapToObj(modelAt).toList();
        try {
            return outcome.resultOrThrow(unprocessed);
        } catch (BulkWriteException failure) {
            Transaction transaction = call.session().transaction();
            if (transaction != null && transaction.isRunning()) {
                ErrorNotes.of(failure).ofTransaction();
                if (failure.server() != null) {
                    // Servers abort it with the first write that fails.
                    ErrorNotes.of(failure).transactionAborted();
                }
            }
            throw TimeoutErrors.ofBulkWrite(failure, outcome.tried(), call.deadline());
        }
    }

    @Override
    public void close() {
        call.session().end();
    }

    /** Options that cannot be encoded are rejected before the first command, not with the first update. */
    private void checkFields(List<Run> added) {
        if (encodable || fields.isEmpty()) {
            return;
        }
        for (Run run : added) {
            var command = Write.partOfBulk(header(run), List.of(), 0).build(Limits.DEFAULT);
            var scratch = new BsonOutput();
            scratch.context(call.context().codecs().encodingContext());
            try {
                command.body().accept(scratch.startDocument());
            } catch (BsonException rejected) {
                throw Executor.unencodable(command, rejected);
            }
            int maximum = Limits.DEFAULT.maxBsonObjectSize() + Limits.COMMAND_OVERHEAD_BYTES;
            if (scratch.position() > maximum) {
                throw new IllegalArgumentException(command.name() + " with options of " + scratch.position()
                        + " bytes exceeds the maximum size of a command, " + maximum + " bytes");
            }
        }
        encodable = true;
    }

    /**
     * The options could be encoded for the commands before but not for this one, or code of the program has thrown:
     * what those commands did is reported all the same.
     */
    private void addFailed(Run run, int from, Throwable rejected) {
        for (int at = from; at < run.statements.size() && !outcome.isAtEnd(); at++) {
            outcome.addFailed(
                    run.kind, run.indexes.get(at), run.statements.get(at).id(), rejected);
        }
    }

    private void done(Write write, Run run, int from, WriteReply reply) {
        if (acknowledged) {
            outcome.add(run.kind, reply, sent(write, run, from));
        } else if (run.kind == WriteKind.INSERT) {
            outcome.addInserted(sent(write, run, from), new BitSet());
        }
        addFailures(write, run, !outcome.isAtEnd());
    }

    /** The writes that the command left out, unless one before them has ended the bulk write. */
    private void addFailures(Write write, Run run, boolean goesOn) {
        if (!goesOn) {
            return;
        }
        for (Write.Failure failure : write.failures()) {
            int at = failure.at();
            outcome.addUnsent(
                    run.kind, run.indexes.get(at), run.statements.get(at).id(), failure.cause());
        }
    }

    private BulkOutcome.Sent sent(Write write, Run run, int from) {
        int to = from + write.consumed();
        if (write.failures().isEmpty()) {
            return new BulkOutcome.Sent(run.indexes.subList(from, to), run.statements.subList(from, to));
        }
        var leftOut = new BitSet();
        write.failures().forEach(failure -> leftOut.set(failure.at()));
        List<Integer> indexes = new ArrayList<>(write.written());
        List<WriteStatement> statements = new ArrayList<>(write.written());
        for (int at = leftOut.nextClearBit(from); at < to; at = leftOut.nextClearBit(at + 1)) {
            indexes.add(run.indexes.get(at));
            statements.add(run.statements.get(at));
        }
        return new BulkOutcome.Sent(indexes, statements);
    }

    private WriteHeader header(Run run) {
        return new WriteHeader(namespace, run.kind, ordered, acknowledged, fields);
    }

    private static final class Run {
        final WriteKind kind;
        final List<WriteStatement> statements = new ArrayList<>();
        final List<Integer> indexes = new ArrayList<>();

        Run(WriteKind kind) {
            this.kind = kind;
        }
    }
}
