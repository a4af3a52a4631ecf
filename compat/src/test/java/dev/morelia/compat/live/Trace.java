package dev.morelia.compat.live;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.WriteConcernError;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What a program sees of a driver: results and exceptions of its steps, as text in which only the drivers differ. */
final class Trace {
    final MongoClient client;
    final MongoDatabase database;
    final MongoCollection<Document> collection;
    private final List<String> steps = new ArrayList<>();

    private final @Nullable SentCommands sent;

    /**
     * A trace that begins.
     *
     * @param sent the commands that each step has sent; null if they do not matter
     */
    Trace(MongoClient client, String databaseName, @Nullable SentCommands sent) {
        this.client = client;
        this.sent = sent;
        this.database = client.getDatabase(databaseName);
        this.collection = database.getCollection("things");
    }

    List<String> steps() {
        return steps;
    }

    /** Notes what the action returns, or what it throws. */
    void see(String step, Callable<? extends @Nullable Object> action) {
        String outcome;
        try {
            outcome = "" + action.call();
        } catch (Exception | LinkageError e) {
            outcome = "threw " + described(e);
        }
        note(step + ": " + outcome);
        if (sent != null) {
            sent.take().forEach(command -> note(step + " sent " + command));
        }
    }

    void run(String step, Runnable action) {
        see(step, () -> {
            action.run();
            return "done";
        });
    }

    /** Notes a text as it is. */
    void note(String text) {
        steps.add(text.replace(database.getName(), "DATABASE")
                .replaceAll("cursor id \\d+", "cursor id")
                .replaceAll("txnNumber: \\d+", "txnNumber")
                .replaceAll("_data: \"\\w+\"", "_data")
                .replaceAll("Timestamp\\(\\d+, \\d+\\)", "Timestamp"));
    }

    static String described(Throwable e) {
        StringBuilder text = new StringBuilder(e.getClass().getName());
        switch (e) {
            case MongoBulkWriteException bulk -> {
                var result = bulk.getWriteResult();
                text.append(" result ")
                        .append(result.getInsertedCount())
                        .append(' ')
                        .append(result.getMatchedCount());
                text.append(' ').append(result.getModifiedCount()).append(' ').append(result.getDeletedCount());
                text.append(' ').append(result.getUpserts());
                for (BulkWriteError each : bulk.getWriteErrors()) {
                    text.append(" [")
                            .append(each.getIndex())
                            .append(' ')
                            .append(each.getCode())
                            .append(' ');
                    text.append(each.getCategory())
                            .append(' ')
                            .append(each.getMessage())
                            .append(' ');
                    text.append(names(each.getDetails())).append(']');
                }
                described(text, bulk.getWriteConcernError());
            }
            case MongoWriteException write ->
                text.append(' ')
                        .append(write.getError().getCode())
                        .append(' ')
                        .append(write.getError().getCategory())
                        .append(' ')
                        .append(write.getError().getMessage())
                        .append(names(write.getError().getDetails()));
            case MongoWriteConcernException concern -> described(text, concern.getWriteConcernError());
            case MongoCommandException command ->
                text.append(' ').append(command.getErrorCodeName()).append(' ').append(command.getErrorMessage());
            default -> {}
        }
        if (e instanceof MongoException mongo) {
            // Of a timeout it depends on who was first to notice it.
            text.append(" code ").append(e instanceof MongoOperationTimeoutException ? 0 : mongo.getCode());
            text.append(" labels ").append(new TreeSet<>(mongo.getErrorLabels()));
        }
        return text.toString();
    }

    private static void described(StringBuilder text, @Nullable WriteConcernError error) {
        if (error != null) {
            text.append(" concern ").append(error.getCode()).append(' ').append(error.getCodeName());
            text.append(' ').append(error.getMessage()).append(' ').append(names(error.getDetails()));
        }
    }

    private static String names(@Nullable BsonDocument details) {
        return details == null ? "null" : new TreeSet<>(details.keySet()).toString();
    }
}
