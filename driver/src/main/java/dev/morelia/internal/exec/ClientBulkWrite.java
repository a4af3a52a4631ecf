package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.WriteException;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.operation.write.BulkWriteCommand;
import dev.morelia.internal.operation.write.BulkWriteHeader;
import dev.morelia.internal.operation.write.BulkWriteReply;
import dev.morelia.internal.operation.write.NamespacedStatement;
import dev.morelia.internal.operation.write.OlderServerException;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.session.Transaction;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.result.ClientBulkWriteResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The writes of {@code MongoClient.bulkWrite}: in as few {@code bulkWrite} commands as the server's limits allow, or
 * where the server is older than those, in {@linkplain OlderBulkWrite other ones}. All commands run in one session,
 * each is retried by itself, and the results of each are read before the next one is sent. Not thread-safe: one
 * execution owns it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md">Bulk Write</a>
 */
public final class ClientBulkWrite {
    private final Executor executor;
    private final Call call;
    private final BulkWriteHeader header;
    private final List<NamespacedStatement> statements;
    private final ClientBulkOutcome outcome;

    /**
     * A bulk write, whose timeout begins now.
     *
     * @param statements in the order of the caller's list
     * @param options the caller's
     * @throws IllegalArgumentException if the writes are unacknowledged, and ordered or with verbose results
     */
    public ClientBulkWrite(
            Executor executor,
            ExecutionContext context,
            List<NamespacedStatement> statements,
            ClientBulkWriteOptions options) {
        boolean acknowledged = executor.isAcknowledged(context);
        boolean verbose = options.verboseResults();
        boolean ordered = options.ordered();
        checkUnacknowledged(acknowledged, ordered, verbose);
        this.executor = executor;
        this.statements = statements;
        this.header = new BulkWriteHeader(ordered, acknowledged, verbose, OptionFields.of(options));
        this.outcome = new ClientBulkOutcome(
                statements, acknowledged, ordered, verbose, context.codecs().uuidRepresentation());
        this.call = executor.callOfSeveral(context);
    }

    private static void checkUnacknowledged(boolean acknowledged, boolean ordered, boolean verbose) {
        if (!acknowledged && verbose) {
            throw new IllegalArgumentException("Cannot request unacknowledged write concern and verbose results");
        }
        if (!acknowledged && ordered) {
            throw new IllegalArgumentException("Cannot request unacknowledged write concern and ordered writes: set"
                    + " ordered(false), or an acknowledged write concern");
        }
    }

    /**
     * Executes the writes.
     *
     * @throws dev.morelia.error.ClientBulkWriteException when any failed, or an error has ended them after some had
     *     been executed
     * @throws dev.morelia.error.OperationTimeoutException when the server has stopped one of them at the timeout
     * @throws MongoException when an error has ended them before
     */
    public ClientBulkWriteResult execute() {
        try {
            send();
            return outcome.resultOrThrow();
        } catch (ClientBulkWriteException failure) {
            noteTransaction(failure);
            throw TimeoutErrors.ofBulkWrite(failure, outcome.tried(), call.deadline());
        } finally {
            call.end();
        }
    }

    /** What a transaction has written is undone once the server has aborted it. */
    private void noteTransaction(ClientBulkWriteException failure) {
        Transaction transaction = call.session().transaction();
        if (transaction != null && transaction.isRunning()) {
            ErrorNotes.of(failure).ofTransaction();
            if (outcome.firstError() != null) {
                ErrorNotes.of(failure).transactionAborted();
            }
        }
    }

    private void send() {
        int at = 0;
        try {
            while (at < statements.size() && !outcome.isAtEnd()) {
                var command = new BulkWriteCommand(header, statements, at);
                send(command, at);
                at += command.consumed();
            }
        } catch (OlderServerException older) {
            outcome.throughOlderCommands();
            new OlderBulkWrite(executor, call, header, statements, outcome).send(at);
        }
    }

    private void send(BulkWriteCommand command, int from) {
        Call sending = executor.withCursor(call);
        try {
            BulkWriteReply reply = executor.execute(command, sending);
            List<Integer> indexes = indexes(command.failures(), from, command.consumed());
            if (header.acknowledged()) {
                if (command.written() > 0) {
                    outcome.add(reply, command.written());
                    readResults(reply, indexes, sending);
                }
            } else {
                outcome.unacknowledged(command.written());
            }
            addFailures(outcome, command.failures());
        } catch (MongoException failure) {
            if (!header.ordered()) {
                addFailures(outcome, command.failures());
            }
            throw outcome.ended(failure);
        } catch (OlderServerException older) {
            throw older;
        } catch (RuntimeException rejected) {
            // The options could be encoded for the commands before but not for this one, or code of the program threw.
            throw outcome.ended(rejected);
        } finally {
            closeConnection(sending);
        }
    }

    private static void closeConnection(Call sending) {
        var connection = sending.connection();
        if (connection != null) {
            connection.close();
        }
    }

    /** The writes that a command left out, unless one before them has ended the bulk write. */
    static void addFailures(ClientBulkOutcome outcome, List<Write.Failure> failures) {
        if (!outcome.isAtEnd()) {
            failures.forEach(failure -> outcome.addUnsent(failure.at(), failure.cause()));
        }
    }

    /** The indexes of the writes that a command carries. */
    static List<Integer> indexes(List<Write.Failure> failures, int from, int consumed) {
        List<Integer> indexes = new ArrayList<>(consumed);
        int leftOut = 0;
        for (int at = from; at < from + consumed; at++) {
            if (leftOut < failures.size() && failures.get(leftOut).at() == at) {
                leftOut++;
            } else {
                indexes.add(at);
            }
        }
        return indexes;
    }

    /** Reads the cursor to its end, which has all errors, or up to the error that ends an ordered bulk write. */
    private void readResults(BulkWriteReply reply, List<Integer> indexes, Call sending) {
        CursorBatch batch = reply.results();
        Call reading = sending.pinnedTo(reply.server());
        try {
            add(batch, indexes, reply);
            while (batch.serverCursor().isOpen() && !outcome.isAtEnd()) {
                batch = executor.execute(new GetMore(batch.serverCursor(), 0, 0, null), reading);
                add(batch, indexes, reply);
            }
        } catch (RuntimeException failure) {
            close(batch.serverCursor(), reading, failure);
            throw failure;
        }
        if (batch.serverCursor().isOpen()) {
            closeAfterError(batch.serverCursor(), reading);
        }
        outcome.requireListed(reply);
    }

    private void add(CursorBatch batch, List<Integer> indexes, BulkWriteReply reply) {
        try {
            for (BulkWriteReply.Item item : BulkWriteReply.items(batch, indexes.size())) {
                outcome.add(item, indexes.get(item.index()), reply);
            }
        } catch (BsonException malformed) {
            throw new ProtocolException(reply.server(), outcome.tried(), malformed);
        }
        noteFailure(outcome, call);
    }

    /** The error of a write is what the caller has to know; what closing the cursor meets is suppressed by it. */
    private void closeAfterError(ServerCursor cursor, Call reading) {
        try {
            Integer unused = executor.execute(new KillCursors(cursor), reading);
        } catch (MongoException unclosed) {
            outcome.unclosed(unclosed);
        }
    }

    /** Servers abort a transaction with the first write that fails. */
    static void noteFailure(ClientBulkOutcome outcome, Call call) {
        Transaction transaction = call.session().transaction();
        ReportedError error = outcome.firstError();
        if (transaction != null && error != null) {
            transaction.operationFailed(ReplyErrors.exception(error, WriteException::new));
        }
    }

    /** The error has ended the bulk write; what closing the cursor meets is suppressed by it. */
    private void close(ServerCursor cursor, Call reading, RuntimeException error) {
        var connection = reading.connection();
        if (!cursor.isOpen() || (connection != null && !connection.isUsable())) {
            // A service behind a load balancer closes the cursors of a connection with it.
            return;
        }
        try {
            Integer unused = executor.execute(new KillCursors(cursor), executor.renewed(reading));
        } catch (MongoException unclosed) {
            error.addSuppressed(unclosed);
        }
    }

    /** The fields of the options for other commands than bulkWrite. */
    static Document olderFields(Document fields) {
        Document older = Document.copyOf(fields);
        older.remove("verboseResults");
        return older;
    }
}
