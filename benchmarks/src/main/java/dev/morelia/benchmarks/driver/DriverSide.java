package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Side;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task of {@code bench driver} with a driver: the same work in the same order for each driver.
 *
 * @param <D> the driver's document class
 */
final class DriverSide<D extends Map<String, ? extends @Nullable Object>> implements Side {
    private final Client<D> client;
    private final DriverTask task;
    private final Side reset;
    private final D hello;
    private final List<D> documents;
    private Runnable bulk = () -> {};
    private int number;
    private int found;
    private long valuesRead;

    /**
     * Prepares a task.
     *
     * @param json the task's document
     * @param reset empties the collection before a slice that inserts
     */
    DriverSide(Client<D> client, DriverTask task, String json, Side reset) {
        this.client = client;
        this.task = task;
        this.reset = reset;
        this.hello = client.document("{\"hello\": true}");
        this.documents = Stream.generate(() -> client.document(json))
                .limit(task.inserts() ? task.documentsPerOperation() : 0)
                .toList();
    }

    /** The operations of a driver that the tasks need, on the collection {@link DriverTask#COLLECTION}. */
    interface Client<D> extends AutoCloseable {
        D document(String json);

        Object runCommand(D command);

        Object findOne(int id);

        /** Iterates over all documents. */
        void findMany(Consumer<D> each);

        void insertOne(D document);

        void insertMany(List<D> documents);

        /**
         * Prepares an ordered bulk write of the collection.
         *
         * @param inserted the documents to insert
         * @param replacements for each of those the one that replaces it and is deleted; or none, to insert only
         */
        Runnable collectionBulk(List<D> inserted, List<D> replacements);

        /**
         * Prepares the same of the client; with replacements, in the collections {@link
         * DriverTask#NUMBERED_COLLECTIONS} in turn.
         */
        Runnable clientBulk(List<D> inserted, List<D> replacements);

        @Override
        void close();
    }

    @Override
    public void before() throws Exception {
        reset.before();
        documents.forEach(document -> document.remove("_id"));
        var inserted = documents.subList(0, task.isMixed() ? documents.size() / 2 : documents.size());
        var replacements = documents.subList(inserted.size(), documents.size());
        if (task.isCollectionBulk()) {
            bulk = client.collectionBulk(inserted, replacements);
        } else if (task.needsFront()) {
            bulk = client.clientBulk(inserted, replacements);
        }
    }

    @Override
    public void run(int operations) {
        for (int count = 0; count < operations; count++) {
            number++;
            switch (task) {
                case RUN_COMMAND -> client.runCommand(hello);
                case FIND_ONE -> client.findOne(1 + number % DriverTask.TWEETS);
                case SMALL_INSERT, LARGE_INSERT -> insertOne(documents.get(0));
                case FIND_MANY -> findMany(document -> {});
                case FIND_MANY_READ_ONE -> findMany(document -> valuesRead += document.get("text") == null ? 0 : 1);
                case FIND_MANY_READ_ALL -> findMany(this::readAll);
                case SMALL_BULK, LARGE_BULK -> client.insertMany(documents);
                case SMALL_COLLECTION_BULK,
                        LARGE_COLLECTION_BULK,
                        COLLECTION_BULK_MIXED,
                        SMALL_CLIENT_BULK,
                        LARGE_CLIENT_BULK,
                        CLIENT_BULK_MIXED -> bulk.run();
            }
        }
    }

    /** A driver may add a generated id to the document, so the id is removed again. */
    private void insertOne(D document) {
        document.remove("_id");
        client.insertOne(document);
    }

    private void findMany(Consumer<D> each) {
        int before = found;
        client.findMany(document -> {
            found++;
            each.accept(document);
        });
        if (found - before != DriverTask.TWEETS) {
            throw new IllegalStateException("found " + (found - before) + " documents");
        }
    }

    private void readAll(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> document -> document.forEach((name, inner) -> readAll(inner));
            case Collection<?> values -> values.forEach(this::readAll);
            case null, default -> valuesRead++;
        }
    }
}
