package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.reactive;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.CollectionOptions;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.aggregation.Aggregation;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class ReactiveTemplateTest {
    private static final Sort BY_NAME = Sort.by("name");

    @Test
    void documentsAreStoredAndFound() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            seen.add(
                    "insert",
                    template.insert(new Person("Ada", 36).tags("math", "code")).block());
            seen.add(
                    "insert all",
                    template.insertAll(List.of(new Person("Alan", 41), new Person("Grace", 85)))
                            .collectList()
                            .block());
            seen.add("save", template.save(new Person("Edsger", 72)).block());
            seen.add(
                    "all",
                    template.find(new Query().with(BY_NAME), Person.class)
                            .collectList()
                            .block());
            seen.add(
                    "page",
                    template.find(new Query().with(BY_NAME).skip(1).limit(2), Person.class)
                            .collectList()
                            .block());
            seen.add(
                    "taken",
                    template.find(new Query().with(BY_NAME), Person.class)
                            .take(2)
                            .collectList()
                            .block());
            seen.add(
                    "first",
                    template.findOne(query(where("name").is("Ada")), Person.class)
                            .block());
            seen.add(
                    "none",
                    template.findOne(query(where("name").is("Nobody")), Person.class)
                            .block());
            seen.add(
                    "count",
                    template.count(query(where("age").gt(40)), Person.class).block());
            seen.add("estimated", template.estimatedCount(Person.class).block());
            seen.add(
                    "exists",
                    template.exists(query(where("tags").is("code")), Person.class)
                            .block());
            seen.add(
                    "distinct",
                    template.findDistinct(new Query(), "name", Person.class, String.class)
                            .collectList()
                            .block());
        });
    }

    @Test
    void documentsAreChangedAndRemoved() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.insertAll(List.of(new Person("Ada", 36), new Person("Alan", 41), new Person("Grace", 85)))
                    .blockLast();
            var ada = query(where("name").is("Ada"));
            var older = new Update().inc("age", 1);
            seen.add("first", template.updateFirst(ada, older, Person.class).block());
            seen.add(
                    "multi",
                    template.updateMulti(new Query(), older, Person.class).block());
            seen.add(
                    "modify",
                    template.findAndModify(
                                    ada, older, FindAndModifyOptions.options().returnNew(true), Person.class)
                            .block());
            seen.add(
                    "replace",
                    template.findAndReplace(ada, new Person("Countess", 1)).block());
            seen.add(
                    "remove",
                    template.remove(query(where("age").gt(80)), Person.class).block());
            seen.add(
                    "find and remove",
                    template.findAndRemove(query(where("name").is("Alan")), Person.class)
                            .block());
            seen.add("left", template.findAll(Person.class).collectList().block());
        });
    }

    @Test
    void manyOperationsAtOnceAndLargeResults() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            seen.add(
                    "inserted",
                    Flux.range(0, 300)
                            .flatMap(n -> template.insert(new Person("P" + n, n)), 150)
                            .count()
                            .block());
            seen.add(
                    "batches",
                    template.find(new Query().cursorBatchSize(20), Person.class)
                            .count()
                            .block());
            seen.add(
                    "slowly",
                    template.find(new Query().with(Sort.by("age")).cursorBatchSize(20), Person.class)
                            .limitRate(7)
                            .map(person -> person.age)
                            .take(50)
                            .collectList()
                            .block());
            seen.add(
                    "read at once",
                    Flux.range(0, 300)
                            .flatMap(n -> template.findOne(query(where("age").is(n)), Person.class), 150)
                            .count()
                            .block());
        });
    }

    @Test
    void pipelinesBulksAndVersions() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.insertAll(IntStream.range(0, 10)
                            .mapToObj(n -> new Person("P" + n % 3, n))
                            .toList())
                    .blockLast();
            seen.add(
                    "results",
                    template.aggregate(
                                    Aggregation.newAggregation(
                                            Person.class,
                                            Aggregation.group("name").sum("age").as("sum"),
                                            Aggregation.sort(Sort.by("_id"))),
                                    Document.class)
                            .collectList()
                            .block());
            seen.add(
                    "out",
                    template.aggregate(
                                    Aggregation.newAggregation(
                                            Person.class,
                                            Aggregation.match(where("age").lt(5)),
                                            Aggregation.out("young")),
                                    Document.class)
                            .count()
                            .block());
            seen.add("young", template.count(new Query(), "young").block());
            seen.add(
                    "bulk",
                    template.bulkOps(BulkMode.ORDERED, "raw")
                            .insert(List.of(new Document("_id", 1), new Document("_id", 2)))
                            .updateOne(query(where("_id").is(1)), new Update().set("n", 1))
                            .execute()
                            .map(result -> result.getInsertedCount() + " " + result.getModifiedCount())
                            .block());
            seen.addFailure(
                    "bulk failure",
                    () -> template.bulkOps(BulkMode.UNORDERED, "raw")
                            .insert(List.of(new Document("_id", 1), new Document("_id", 3)))
                            .execute()
                            .block());
            Account first = template.insert(Account.of("Ada", 10)).block();
            seen.add(
                    "saved",
                    template.save(java.util.Objects.requireNonNull(first).withBalance(20))
                            .block());
            seen.addFailure("stale", () -> template.save(first.withBalance(30)).block());
        });
    }

    @Test
    void collectionsIndexesAndCommands() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection(
                            "capped", CollectionOptions.empty().capped().size(4_096))
                    .block();
            template.createCollection("plain").block();
            seen.add("names", template.getCollectionNames().collectSortedList().block());
            seen.add("exists", template.collectionExists("capped").block());
            var indexes = template.indexOps("plain");
            seen.add(
                    "index",
                    indexes.createIndex(new Index("n", Sort.Direction.DESC).unique())
                            .block());
            seen.add("indexes", indexes.getIndexInfo().collectList().block());
            indexes.dropAllIndexes().block();
            template.dropCollection("plain").block();
            seen.add("left", template.getCollectionNames().collectSortedList().block());
            seen.add(
                    "ping",
                    template.executeCommand("{ ping: 1 }")
                            .map(reply -> reply.get("ok"))
                            .block());
            seen.addFailure(
                    "unknown", () -> template.executeCommand("{ nonsense: 1 }").block());
            seen.addFailure(
                    "created twice", () -> template.createCollection("capped").block());
            seen.add(
                    "databases",
                    Flux.from(world.client.listDatabaseNames())
                            .any("admin"::equals)
                            .block());
            seen.add(
                    "database",
                    Flux.from(world.client.listDatabases())
                            .any(each -> "admin".equals(each.get("name")))
                            .block());
        });
    }

    @Test
    void exceptionsAreTranslated() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.insert(new Document("_id", 1), "raw").block();
            seen.addFailure(
                    "duplicate",
                    () -> template.insert(new Document("_id", 1), "raw").block());
            var two = List.of(new Document("_id", 2), new Document("_id", 1));
            seen.addFailure(
                    "many", () -> template.insert(two, "raw").collectList().block());
            seen.addFailure(
                    "bad update",
                    () -> template.updateFirst(query(where("_id").is(1)), new Update().inc("_id", 1), "raw")
                            .block());
            seen.addFailure(
                    "bad stage",
                    () -> template.aggregate(
                                    Aggregation.newAggregation(Aggregation.stage("{ $nonsense: {} }")),
                                    "raw",
                                    Document.class)
                            .collectList()
                            .block());
            seen.add(
                    "resumed",
                    template.insert(new Document("_id", 1), "raw")
                            .onErrorResume(
                                    org.springframework.dao.DuplicateKeyException.class, e -> Mono.just(new Document()))
                            .block());
        });
    }

    @Test
    void sessions() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class).block();
            var session = Mono.from(world.client.startSession()).block();
            java.util.Objects.requireNonNull(session);
            session.startTransaction();
            seen.add("active", session.hasActiveTransaction());
            template.withSession(session).insert(new Person("Ada", 36)).block();
            seen.add("outside", template.count(new Query(), Person.class).block());
            seen.add("commit", Mono.from(session.commitTransaction()).block());
            seen.add("inside", template.count(new Query(), Person.class).block());
            session.startTransaction();
            template.withSession(session).insert(new Person("Alan", 41)).block();
            seen.add("abort", Mono.from(session.abortTransaction()).block());
            session.close();
            seen.add("left", template.findAll(Person.class).collectList().block());
        });
    }
}
