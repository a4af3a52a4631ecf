package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.reactive;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The reactive interfaces themselves. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class ReactiveInterfaceTest {
    @Test
    void writes() throws Exception {
        reactive((world, seen) -> {
            var things = things(world);
            var one = result(things.insertOne(new Document("_id", 1).append("n", 1)));
            seen.add("insert", one);
            seen.add("insert many", result(things.insertMany(documents(2, 6))));
            seen.add("update", result(things.updateOne(Filters.eq("_id", 1), Updates.inc("n", 1))));
            seen.add("pipeline", result(things.updateMany(Filters.gt("_id", 4), List.of(Updates.set("p", "$n")))));
            seen.add(
                    "replace",
                    result(things.replaceOne(
                            Filters.eq("_id", 9), new Document("n", 9), new ReplaceOptions().upsert(true))));
            seen.add("delete", result(things.deleteOne(Filters.eq("_id", 9))));
            seen.add("delete many", result(things.deleteMany(Filters.eq("_id", 5))));
            seen.add(
                    "bulk",
                    result(things.bulkWrite(List.of(
                            new InsertOneModel<>(new Document("_id", 20)),
                            new UpdateOneModel<>(Filters.eq("_id", 20), Updates.set("n", 20)),
                            new DeleteOneModel<>(Filters.eq("_id", 1))))));
            seen.add("find and update", result(things.findOneAndUpdate(Filters.eq("_id", 2), Updates.inc("n", 1))));
            seen.add("find and replace", result(things.findOneAndReplace(Filters.eq("_id", 2), new Document("m", 1))));
            seen.add("find and delete", result(things.findOneAndDelete(Filters.eq("_id", 2))));
            seen.add("nothing to find", result(things.findOneAndDelete(Filters.eq("_id", 2))));
            var unacknowledged = things.withWriteConcern(WriteConcern.UNACKNOWLEDGED);
            seen.add("unacknowledged", result(unacknowledged.insertOne(new Document("_id", 30))));
            seen.addFailure("duplicate", () -> result(things.insertOne(new Document("_id", 3))));
            seen.addFailure("duplicates", () -> result(things.insertMany(documents(3, 4))));
            seen.add("counted", result(things.countDocuments(Filters.lt("_id", 25))));
        });
    }

    @Test
    void queries() throws Exception {
        reactive((world, seen) -> {
            var things = things(world);
            result(things.insertMany(documents(0, 100)));
            var sorted =
                    things.find(Filters.gte("n", 10)).sort(new Document("n", 1)).batchSize(7);
            seen.add(
                    "all",
                    Flux.from(sorted).map(each -> each.get("n")).collectList().block());
            seen.add("again", Flux.from(sorted).count().block());
            seen.add("first", result(sorted.first()));
            seen.add("no first", result(things.find(Filters.eq("n", -1)).first()));
            seen.add(
                    "options",
                    list(things.find()
                            .skip(5)
                            .limit(2)
                            .sort(new Document("_id", 1))
                            .projection(new Document("n", 1))
                            .hintString("_id_")
                            .maxTime(5, TimeUnit.SECONDS)
                            .comment("a comment")
                            .allowDiskUse(true)));
            seen.add(
                    "bounds",
                    list(things.find()
                            .min(new Document("_id", 3))
                            .max(new Document("_id", 5))
                            .hint(new Document("_id", 1))
                            .returnKey(true)));
            seen.add(
                    "let",
                    list(things.find(new Document("$expr", new Document("$eq", List.of("$n", "$$wanted"))))
                            .let(new Document("wanted", 4))));
            seen.add("type", list(things.find(Filters.eq("n", 1), BsonDocument.class)));
            seen.add("distinct", list(things.distinct("even", Boolean.class).filter(Filters.lt("n", 50))));
            seen.add(
                    "aggregate",
                    list(things.aggregate(List.of(new Document("$match", new Document("n", 3))), BsonDocument.class)));
            seen.add(
                    "explained",
                    Objects.requireNonNull(result(things.find().explain(ExplainVerbosity.QUERY_PLANNER)))
                            .containsKey("queryPlanner"));
            result(things.aggregate(List.of(new Document("$limit", 3), new Document("$out", "few")))
                    .toCollection());
            seen.add("few", result(things(world, "few").estimatedDocumentCount()));
            seen.add(
                    "database",
                    list(database(world)
                            .aggregate(List.of(new Document("$documents", List.of(new Document("a", 1)))))));
            seen.addFailure("invalid", () -> list(things.find(new Document("$nonsense", 1))));
            seen.addFailure("null", () -> things.insertOne(null));
            seen.addFailure("null filter", () -> things.updateOne(null, new Document()));
        });
    }

    @Test
    void demandAndCancel() throws Exception {
        reactive((world, seen) -> {
            var things = things(world);
            result(things.insertMany(documents(0, 1_000)));
            var subscriber = new BaseSubscriber<Document>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    subscription.request(3);
                }

                @Override
                protected void hookOnNext(Document value) {
                    received.countDown();
                }

                private final java.util.concurrent.CountDownLatch received = new java.util.concurrent.CountDownLatch(3);
            };
            things.find().batchSize(2).subscribe(subscriber);
            seen.add("received", subscriber.received.await(10, TimeUnit.SECONDS));
            seen.add("open", openCursors(world) > 0);
            subscriber.cancel();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (openCursors(world) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            seen.add("closed", openCursors(world));
            seen.addFailure(
                    "request 0",
                    () -> Flux.from(things.find())
                            .<Document>transform(
                                    source -> subscriberOf -> source.subscribe(new Requesting<>(subscriberOf, 0)))
                            .blockLast());
            seen.addFailure(
                    "request -1",
                    () -> Flux.from(things.countDocuments())
                            .<Long>transform(
                                    source -> subscriberOf -> source.subscribe(new Requesting<>(subscriberOf, -1)))
                            .blockLast());
        });
    }

    @Test
    void administration() throws Exception {
        reactive((world, seen) -> {
            var database = database(world);
            result(database.createCollection(
                    "capped", new CreateCollectionOptions().capped(true).sizeInBytes(4_096)));
            result(database.createCollection("plain"));
            result(database.createView("view", "plain", List.of(new Document("$limit", 1))));
            seen.add(
                    "names",
                    Flux.from(database.listCollectionNames().filter(new Document("type", "collection")))
                            .collectSortedList()
                            .block());
            seen.add(
                    "collections",
                    list(database.listCollections().filter(new Document("name", "view")))
                            .getFirst()
                            .get("type"));
            seen.add(
                    "first",
                    result(database.listCollectionNames()
                            .filter(new Document("name", "plain"))
                            .first()));
            var plain = things(world, "plain");
            seen.add("index", result(plain.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true))));
            seen.add(
                    "more",
                    list(plain.createIndexes(
                            List.of(new IndexModel(Indexes.descending("b")), new IndexModel(Indexes.text("c"))))));
            seen.add(
                    "indexes",
                    list(plain.listIndexes()).stream()
                            .map(each -> each.get("name"))
                            .toList());
            result(plain.dropIndex("b_-1"));
            result(plain.dropIndex(Indexes.ascending("a")));
            result(plain.dropIndexes());
            seen.add("left", list(plain.listIndexes()).size());
            result(plain.renameCollection(new MongoNamespace(database.getName(), "renamed")));
            seen.add(
                    "renamed",
                    Flux.from(database.listCollectionNames())
                            .any("renamed"::equals)
                            .block());
            result(things(world, "renamed").drop());
            seen.add(
                    "dropped",
                    Flux.from(database.listCollectionNames())
                            .any("renamed"::equals)
                            .block());
            seen.add(
                    "command",
                    Objects.requireNonNull(result(database.runCommand(new Document("ping", 1))))
                            .get("ok"));
            seen.add(
                    "command of a type",
                    Objects.requireNonNull(result(database.runCommand(
                                    new BsonDocument("ping", new BsonInt32(1)),
                                    ReadPreference.nearest(),
                                    BsonDocument.class)))
                            .get("ok"));
            seen.addFailure("no such index", () -> result(plain.dropIndex("missing")));
            seen.addFailure("no such command", () -> result(database.runCommand(new Document("nonsense", 1))));
        });
    }

    @Test
    void viewsAndValues() throws Exception {
        reactive((world, seen) -> {
            var database = database(world)
                    .withReadConcern(ReadConcern.MAJORITY)
                    .withReadPreference(ReadPreference.secondaryPreferred())
                    .withWriteConcern(WriteConcern.MAJORITY)
                    .withTimeout(9, TimeUnit.SECONDS);
            seen.add("timeout", database.getTimeout(TimeUnit.MILLISECONDS));
            seen.add("no timeout", world.client.getTimeout(TimeUnit.MILLISECONDS));
            var things = database.getCollection("things", BsonDocument.class);
            seen.add("name", things.getNamespace().getCollectionName());
            seen.add("type", things.getDocumentClass());
            seen.add(
                    "concerns",
                    things.getReadConcern() + " " + things.getReadPreference() + " " + things.getWriteConcern());
            seen.add("changed", things.withReadConcern(ReadConcern.LOCAL).getReadConcern());
            seen.add("insert", result(things.insertOne(new BsonDocument("_id", new BsonInt32(1)))));
            seen.add(
                    "document",
                    result(things.withReadPreference(ReadPreference.primary())
                            .withDocumentClass(Document.class)
                            .find()
                            .first()));
            var description = world.client.getClusterDescription();
            seen.add(
                    "cluster",
                    description.getType() + " " + description.getConnectionMode() + " "
                            + description.getServerDescriptions().size());
            seen.add(
                    "codecs",
                    world.client.getCodecRegistry().get(Document.class).getEncoderClass());
        });
    }

    @Test
    void sessions() throws Exception {
        reactive((world, seen) -> {
            var things = things(world);
            result(database(world).createCollection("things"));
            var session = Objects.requireNonNull(result(world.client.startSession()));
            session.startTransaction();
            seen.add(
                    "options",
                    session.hasActiveTransaction() + " " + session.isCausallyConsistent() + " "
                            + session.getTransactionOptions().getReadPreference());
            seen.add("insert", result(things.insertOne(session, new Document("_id", 1))));
            seen.add("find", list(things.find(session)));
            seen.add("aggregate", list(things.aggregate(session, List.of(new Document("$count", "n")))));
            seen.add("outside", result(things.countDocuments()));
            result(session.abortTransaction());
            seen.add("aborted", result(things.countDocuments()));
            session.startTransaction();
            result(things.insertOne(session, new Document("_id", 2)));
            result(session.commitTransaction());
            result(session.commitTransaction());
            seen.add("committed", result(things.countDocuments(session)));
            seen.add("operation time", session.getOperationTime() != null);
            seen.add("identifier", session.getServerSession().getIdentifier().containsKey("id"));
            session.startTransaction();
            result(things.insertOne(session, new Document("_id", 3)));
            session.close();
            seen.addFailure("closed", () -> result(things.countDocuments(session)));
            seen.add("rolled back", result(things.countDocuments()));
        });
    }

    /**
     * Requests so many elements before its own subscriber does.
     *
     * @param <T> the type of the elements
     */
    private static final class Requesting<T> implements org.reactivestreams.Subscriber<T> {
        private final org.reactivestreams.Subscriber<? super T> target;
        private final long first;

        Requesting(org.reactivestreams.Subscriber<? super T> target, long first) {
            this.target = target;
            this.first = first;
        }

        @Override
        public void onSubscribe(org.reactivestreams.Subscription subscription) {
            target.onSubscribe(new org.reactivestreams.Subscription() {
                @Override
                public void request(long n) {
                    subscription.request(first);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(T element) {
            target.onNext(element);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }

    private static long openCursors(ReactiveWorld world) {
        return Objects.requireNonNull(Flux.from(world.client
                        .getDatabase("admin")
                        .aggregate(List.of(
                                new Document("$currentOp", new Document("idleCursors", true)),
                                new Document(
                                        "$match",
                                        new Document("type", "idleCursor")
                                                .append(
                                                        "ns",
                                                        things(world)
                                                                .getNamespace()
                                                                .getFullName())))))
                .count()
                .block(ReactiveWorld.PATIENCE));
    }

    private static com.mongodb.reactivestreams.client.MongoDatabase database(ReactiveWorld world) {
        return Objects.requireNonNull(world.template.getMongoDatabase().block());
    }

    private static MongoCollection<Document> things(ReactiveWorld world) {
        return things(world, "things");
    }

    private static MongoCollection<Document> things(ReactiveWorld world, String name) {
        return database(world).getCollection(name);
    }

    private static List<Document> documents(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> new Document("_id", n).append("n", n).append("even", n % 2 == 0))
                .toList();
    }

    private static <T> @Nullable T result(Publisher<T> publisher) {
        return Mono.from(publisher).block(ReactiveWorld.PATIENCE);
    }

    private static <T> List<T> list(Publisher<T> publisher) {
        return Objects.requireNonNull(Flux.from(publisher).collectList().block(ReactiveWorld.PATIENCE));
    }
}
