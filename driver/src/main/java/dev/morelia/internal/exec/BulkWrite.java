package dev.morelia.internal.exec;

import dev.morelia.bson.Document;
import dev.morelia.internal.operation.Write;
import dev.morelia.internal.operation.WriteHeader;
import dev.morelia.internal.operation.WriteKind;
import dev.morelia.internal.operation.WriteReply;
import dev.morelia.internal.operation.WriteStatement;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;

/**
 * Many writes in as few commands as the server's limits allow. In order: neighbours of one kind share commands, and the
 * first error ends the whole. Out of order: all of one kind share commands, and errors are collected. Not thread-safe:
 * one execution owns it.
 */
public final class BulkWrite {
    private final Executor executor;
    private final ExecutionContext context;
    private final Namespace namespace;
    private final boolean ordered;
    private final Document fields;
    private final List<Run> runs = new ArrayList<>();
    private int size;

    /** @param fields the caller's options that apply to all writes */
    public BulkWrite(
            Executor executor, ExecutionContext context, Namespace namespace, boolean ordered, Document fields) {
        this.executor = executor;
        this.context = context;
        this.namespace = namespace;
        this.ordered = ordered;
        this.fields = fields;
    }

    /** Adds a write; its index in results and errors is the number of writes added before. */
    public void add(WriteKind kind, WriteStatement statement) {
        Run run = runOf(kind);
        run.statements.add(statement);
        run.indexes.add(size++);
    }

    /** Adds inserts; the same as adding them one by one. */
    public void addInserts(List<? extends WriteStatement> statements) {
        for (WriteStatement statement : statements) {
            add(WriteKind.INSERT, statement);
        }
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
     * @throws dev.morelia.error.BulkWriteException when any failed
     */
    public BulkWriteResult execute() {
        if (!context.writeConcern().isAcknowledged()) {
            runs.forEach(this::send);
            return BulkWriteResult.UNACKNOWLEDGED;
        }
        var outcome = new BulkOutcome();
        for (Run run : runs) {
            execute(run, outcome);
            if (ordered && outcome.hasWriteErrors()) {
                break;
            }
        }
        return outcome.resultOrThrow(size);
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
