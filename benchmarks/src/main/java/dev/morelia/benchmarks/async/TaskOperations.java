package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.async.AsyncClient.End;
import dev.morelia.benchmarks.async.AsyncClient.Operation;
import dev.morelia.benchmarks.driver.DriverTask;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code bench driver} with an async driver: the same work for each driver.
 *
 * @param <D> the driver's document class
 */
final class TaskOperations<D extends Map<String, ? extends @Nullable Object>> {
    private final AsyncClient<D> client;
    private final DriverTask task;
    private final List<D> documents;

    TaskOperations(AsyncClient<D> client, DriverTask task, String json) {
        this.client = client;
        this.task = task;
        this.documents = Stream.generate(() -> client.document(json))
                .limit(task.inserts() ? task.documentsPerOperation() : 0)
                .toList();
    }

    /** Prepares a slice: a driver may add generated ids to the documents, so these are removed again. */
    Operation prepared() {
        documents.forEach(document -> document.remove("_id"));
        return switch (task) {
            case RUN_COMMAND -> {
                D hello = client.document("{\"hello\": true}");
                yield (number, end) -> client.runCommand(hello, end);
            }
            case FIND_ONE -> (number, end) -> client.findOne(1 + number % DriverTask.TWEETS, end);
            case SMALL_INSERT, LARGE_INSERT -> (number, end) -> insertOne(documents.getFirst(), end);
            case FIND_MANY, FIND_MANY_READ_ONE, FIND_MANY_READ_ALL -> (number, end) -> findMany(end);
            case SMALL_BULK, LARGE_BULK -> (number, end) -> client.insertMany(documents, end);
            case SMALL_COLLECTION_BULK, LARGE_COLLECTION_BULK, COLLECTION_BULK_MIXED -> bulkWrite();
            case SMALL_CLIENT_BULK, LARGE_CLIENT_BULK, CLIENT_BULK_MIXED ->
                throw new IllegalArgumentException(task.row() + " needs a front");
        };
    }

    private void insertOne(D document, End end) {
        document.remove("_id");
        client.insertOne(document, end);
    }

    private void findMany(End end) {
        var reader = new FieldReader(task);
        client.findMany(reader::read, failure -> end.ended(failure == null ? reader.failure() : failure));
    }

    private Operation bulkWrite() {
        int inserted = task.isMixed() ? documents.size() / 2 : documents.size();
        return client.bulkWrite(documents.subList(0, inserted), documents.subList(inserted, documents.size()));
    }
}
