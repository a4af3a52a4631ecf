package dev.morelia.internal.exec;

import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.operation.InsertStatement;
import dev.morelia.internal.operation.Write;
import dev.morelia.internal.operation.WriteHeader;
import dev.morelia.internal.operation.WriteKind;
import dev.morelia.internal.operation.WriteReply;
import dev.morelia.internal.operation.WriteStatement;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many writes in as few commands as the server's limits allow. In order: neighbours of one kind share commands, and the
 * first error ends the whole. Out of order: all of one kind share commands, and errors are collected. All commands run
 * in one session, and a command that may be repeated is repeated by itself. Not thread-safe: one execution owns it.
 */
public final class BulkWrite {
    private final Executor executor;
    private final ExecutionContext context;
    private final @Nullable ImplicitSession ownSession;
    private final Namespace namespace;
    private final boolean ordered;
    private final Document fields;
    private final List<Run> runs = new ArrayList<>();
    private final Map<Integer, InsertStatement<?>> inserts = new LinkedHashMap<>();
    private int size;

    /** @param fields the caller's options that apply to all writes */
    public BulkWrite(
            Executor executor, ExecutionContext context, Namespace namespace, boolean ordered, Document fields) {
        this.executor = executor;
        this.ownSession = context.session() == null ? new ImplicitSession(executor.sessions()) : null;
        this.context = ownSession == null ? context : context.in(ownSession);
        this.namespace = namespace;
        this.ordered = ordered;
        this.fields = fields;
    }

    /** Adds a write; its index in results and errors is the number of writes added before. */
    public void add(WriteKind kind, WriteStatement statement) {
        Run run = runOf(kind);
        run.statements.add(statement);
        run.indexes.add(size);
        if (statement instanceof InsertStatement<?> insert) {
            inserts.put(size, insert);
        }
        size++;
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
     * Carries all out.
     *
     * @param modelAt the caller's write at an index, for the exception that tells what was not tried
     * @throws dev.morelia.error.BulkWriteException when any failed
     * @throws MongoException when a command failed as a whole; it has the partial result
     */
    public BulkWriteResult execute(IntFunction<WriteModel<?>> modelAt) {
        try {
            return executeAll(modelAt);
        } finally {
            if (ownSession != null) {
                ownSession.end();
            }
        }
    }

    private BulkWriteResult executeAll(IntFunction<WriteModel<?>> modelAt) {
        if (!context.writeConcern().isAcknowledged()) {
            runs.forEach(this::send);
            return BulkWriteResult.unacknowledged(insertedIds(index -> true));
        }
        var outcome = new BulkOutcome(
                Target.of(namespace).tried("bulk write"), context.codecs().uuidRepresentation());
        try {
            for (Run run : runs) {
                execute(run, outcome);
                if (ordered && outcome.hasWriteErrors()) {
                    break;
                }
            }
        } catch (MongoException failure) {
            Set<Integer> failed = outcome.failed();
            throw outcome.ended(failure, insertedIds(index -> outcome.isAnswered(index) && !failed.contains(index)));
        }
        Set<Integer> failed = outcome.failed();
        int tried = ordered && !failed.isEmpty() ? Collections.min(failed) + 1 : size;
        var unprocessed = IntStream.range(tried, size).mapToObj(modelAt).toList();
        var insertedIds = insertedIds(index -> index < tried && !failed.contains(index));
        return outcome.resultOrThrow(insertedIds, unprocessed);
    }

    private Map<Integer, @Nullable Object> insertedIds(IntPredicate done) {
        Map<Integer, @Nullable Object> ids = new LinkedHashMap<>();
        inserts.forEach((index, insert) -> {
            if (done.test(index)) {
                ids.put(index, insert.id());
            }
        });
        return ids;
    }

    private void execute(Run run, BulkOutcome outcome) {
        int from = 0;
        while (from < run.statements.size()) {
            var write = new Write(header(run, true), run.statements, from);
            WriteReply reply = executor.execute(write, context);
            outcome.add(run.kind, reply, run.indexes.subList(from, from + write.written()));
            if (ordered && outcome.hasWriteErrors()) {
                return;
            }
            from += write.written();
        }
    }

    private void send(Run run) {
        int from = 0;
        while (from < run.statements.size()) {
            var write = new Write(header(run, false), run.statements, from);
            executor.send(write, context);
            from += write.written();
        }
    }

    private WriteHeader header(Run run, boolean acknowledged) {
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
