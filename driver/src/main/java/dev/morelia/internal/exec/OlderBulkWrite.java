package dev.morelia.internal.exec;

import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.internal.operation.write.BulkWriteHeader;
import dev.morelia.internal.operation.write.NamespacedStatement;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of {@code MongoClient.bulkWrite} for servers before 8.0, as insert, update and delete commands. Ordered:
 * neighbours of one collection and kind share commands. Unordered: all of one collection and kind do. With verbose
 * results each update and each delete is a command of its own, as only inserts can be told apart in a reply. Not
 * thread-safe: one execution owns it.
 */
final class OlderBulkWrite {
    private final Executor executor;
    private final Call call;
    private final BulkWriteHeader header;
    private final Document fields;
    private final List<NamespacedStatement> statements;
    private final ClientBulkOutcome outcome;

    /** The writes that share commands, by their indexes in the bulk write. */
    private record Run(Group group, List<Integer> indexes) {}

    private record Group(Namespace namespace, WriteKind kind) {}

    OlderBulkWrite(
            Executor executor,
            Call call,
            BulkWriteHeader header,
            List<NamespacedStatement> statements,
            ClientBulkOutcome outcome) {
        this.executor = executor;
        this.call = call;
        this.header = header;
        this.fields = ClientBulkWrite.olderFields(header.fields());
        this.statements = statements;
        this.outcome = outcome;
    }

    /** Sends the writes from an index on. */
    void send(int from) {
        for (Run run : runs(from)) {
            int at = 0;
            while (at < run.indexes().size() && !outcome.isAtEnd()) {
                boolean alone = header.verbose() && run.group().kind() != WriteKind.INSERT;
                int end = alone ? at + 1 : run.indexes().size();
                at += send(run.group(), run.indexes().subList(at, end));
            }
        }
    }

    private List<Run> runs(int from) {
        List<Run> runs = new ArrayList<>();
        Map<Group, Run> last = new LinkedHashMap<>();
        for (int at = from; at < statements.size(); at++) {
            NamespacedStatement statement = statements.get(at);
            var group = new Group(statement.namespace(), statement.kind());
            if (header.ordered() && !last.containsKey(group)) {
                last.clear();
            }
            last.computeIfAbsent(group, absent -> {
                        var run = new Run(absent, new ArrayList<>());
                        runs.add(run);
                        return run;
                    })
                    .indexes()
                    .add(at);
        }
        return runs;
    }

    /** Sends one command with the first of these writes; returns how many are dealt with. */
    private int send(Group group, List<Integer> indexes) {
        var commandHeader =
                new WriteHeader(group.namespace(), group.kind(), header.ordered(), header.acknowledged(), fields);
        var write = Write.partOfBulk(
                commandHeader, indexes.stream().map(statements::get).toList(), 0);
        try {
            WriteReply reply = executor.execute(write, call);
            if (!header.acknowledged()) {
                outcome.unacknowledged(write.written());
            } else if (write.written() > 0) {
                List<Integer> places = ClientBulkWrite.indexes(write.failures(), 0, write.consumed());
                outcome.add(
                        group.kind(), reply, places.stream().map(indexes::get).toList());
                ClientBulkWrite.noteFailure(outcome, call);
            }
            addFailures(write, indexes);
            return write.consumed();
        } catch (MongoException failure) {
            if (!header.ordered()) {
                addFailures(write, indexes);
            }
            throw outcome.ended(failure);
        } catch (RuntimeException rejected) {
            throw outcome.ended(rejected);
        }
    }

    private void addFailures(Write write, List<Integer> indexes) {
        if (!outcome.isAtEnd()) {
            for (Write.Failure failure : write.failures()) {
                outcome.addUnsent(indexes.get(failure.at()), failure.cause());
            }
        }
    }
}
