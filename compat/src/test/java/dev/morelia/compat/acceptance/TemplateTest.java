package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.blocking;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.model.Filters;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.CollectionOptions;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.FindAndReplaceOptions;
import org.springframework.data.mongodb.core.aggregation.Aggregation;
import org.springframework.data.mongodb.core.aggregation.AggregationOptions;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Collation;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class TemplateTest {
    private static final Sort BY_NAME = Sort.by("name");

    @Test
    void documentsAreStoredAndFound() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            seen.add("insert", template.insert(new Person("Ada", 36).tags("math", "code")));
            seen.add("insert all", template.insertAll(List.of(new Person("Alan", 41), new Person("Grace", 85))));
            Person saved = template.save(new Person("Edsger", 72));
            saved.age = 73;
            seen.add("save again", template.save(saved));
            seen.add("by id", template.findById(Objects.requireNonNull(saved.id), Person.class));
            seen.add("all", template.find(new Query().with(BY_NAME), Person.class));
            seen.add("page", template.find(new Query().with(BY_NAME).skip(1).limit(2), Person.class));
            var fields = query(where("name").is("Ada"));
            fields.fields().include("name", "age");
            seen.add("projected", template.findOne(fields, Person.class));
            seen.add("hint", template.find(new Query().withHint("_id_").with(BY_NAME), Person.class));
            seen.add("none", template.findOne(query(where("name").is("Nobody")), Person.class));
            seen.add("count", template.count(query(where("age").gt(40)), Person.class));
            seen.add("exact count", template.exactCount(new Query(), Person.class));
            seen.add("estimated", template.estimatedCount(Person.class));
            seen.add("exists", template.exists(query(where("tags").is("code")), Person.class));
            seen.add("distinct", template.findDistinct(new Query(), "name", Person.class, String.class));
            seen.add("raw", template.findAll(Document.class, "people").size());
            var collated = query(where("name").is("ADA"))
                    .collation(Collation.of("en").strength(Collation.ComparisonLevel.primary()));
            seen.add("collation", template.findOne(collated, Person.class));
            try (var stream = template.stream(new Query().with(BY_NAME).cursorBatchSize(2), Person.class)) {
                seen.add("stream", stream.map(person -> person.name).toList());
            }
        });
    }

    @Test
    void documentsAreChangedAndRemoved() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.insertAll(List.of(new Person("Ada", 36), new Person("Alan", 41), new Person("Grace", 85)));
            var ada = query(where("name").is("Ada"));
            var older = new Update().inc("age", 1);
            seen.add("first", template.updateFirst(ada, older, Person.class));
            seen.add("multi", template.updateMulti(new Query(), older, Person.class));
            var upserted = template.upsert(query(where("name").is("Edsger")), older, Person.class);
            seen.add("upsert", upserted.getMatchedCount() + " " + (upserted.getUpsertedId() != null));
            seen.add("modify, old", template.findAndModify(ada, older, Person.class));
            seen.add(
                    "modify, new",
                    template.findAndModify(
                            ada, older, FindAndModifyOptions.options().returnNew(true), Person.class));
            seen.add(
                    "replace",
                    template.findAndReplace(
                            ada,
                            new Person("Countess", 1),
                            FindAndReplaceOptions.options().returnNew()));
            seen.add("modify, none", template.findAndModify(ada, older, Person.class));
            seen.add("remove", template.remove(query(where("age").gt(80)), Person.class));
            seen.add(
                    "find and remove",
                    template.findAndRemove(query(where("name").is("Alan")), Person.class));
            seen.add(
                    "remove all",
                    template.findAllAndRemove(new Query(), Person.class).size());
            seen.add("left", template.count(new Query(), Person.class));
        });
    }

    @Test
    void largeResultsComeInBatches() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.insertAll(java.util.stream.IntStream.range(0, 1_000)
                    .mapToObj(n -> new Person("P" + n, n))
                    .toList());
            seen.add(
                    "all",
                    template.find(new Query().cursorBatchSize(100), Person.class)
                            .size());
            var scroll = new Query().with(Sort.by("age")).limit(300);
            var window = template.scroll(scroll.with(ScrollPosition.keyset()), Person.class);
            seen.add("window", window.size() + " " + window.hasNext());
            var next = (KeysetScrollPosition) window.positionAt(window.size() - 1);
            seen.add(
                    "next",
                    template.scroll(scroll.with(next), Person.class)
                            .getContent()
                            .getFirst());
        });
    }

    @Test
    void pipelinesAreRun() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.insertAll(List.of(
                    new Person("Ada", 36).tags("math", "code"),
                    new Person("Alan", 41).tags("math"),
                    new Person("Grace", 85).tags("code", "navy")));
            var byTag = Aggregation.newAggregation(
                    Person.class,
                    Aggregation.unwind("tags"),
                    Aggregation.group("tags").count().as("count").avg("age").as("age"),
                    Aggregation.sort(Sort.by("_id")));
            var results = template.aggregate(byTag, Document.class);
            seen.add("results", results.getMappedResults());
            seen.add("server", results.getServerUsed() == null);
            try (var stream = template.aggregateStream(byTag, Document.class)) {
                seen.add("stream", stream.toList());
            }
            var facets = Aggregation.newAggregation(
                    Person.class,
                    Aggregation.facet(
                                    Aggregation.match(where("age").gt(40)),
                                    Aggregation.count().as("n"))
                            .as("old")
                            .and(Aggregation.count().as("n"))
                            .as("all"));
            seen.add("facets", template.aggregate(facets, Document.class).getUniqueMappedResult());
            var out = Aggregation.newAggregation(
                            Person.class, Aggregation.match(where("age").lt(80)), Aggregation.out("young"))
                    .withOptions(AggregationOptions.builder().allowDiskUse(true).build());
            seen.add(
                    "out",
                    template.aggregate(out, Document.class).getMappedResults().size());
            seen.add("young", template.count(new Query(), "young"));
            var skipped = Aggregation.newAggregation(
                            Person.class, Aggregation.match(where("age").lt(40)), Aggregation.out("younger"))
                    .withOptions(AggregationOptions.builder().skipOutput().build());
            seen.add(
                    "skipped",
                    template.aggregate(skipped, Document.class)
                            .getMappedResults()
                            .size());
            seen.add("younger", template.count(new Query(), "younger"));
        });
    }

    @Test
    void bulksAreWritten() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            var result = template.bulkOps(BulkMode.ORDERED, Person.class)
                    .insert(List.of(new Person("Ada", 36), new Person("Alan", 41)))
                    .updateOne(query(where("name").is("Ada")), new Update().inc("age", 1))
                    .upsert(query(where("name").is("Grace")), new Update().set("age", 85))
                    .replaceOne(query(where("name").is("Alan")), new Person("Alan", 1))
                    .remove(query(where("age").is(1)))
                    .execute();
            seen.add(
                    "counts",
                    result.getInsertedCount() + " " + result.getMatchedCount() + " " + result.getModifiedCount() + " "
                            + result.getDeletedCount());
            seen.add("upserts", result.getUpserts().size());
            seen.addFailure(
                    "ordered",
                    () -> template.bulkOps(BulkMode.ORDERED, "raw")
                            .insert(List.of(new Document("_id", 1), new Document("_id", 1), new Document("_id", 2)))
                            .execute());
            seen.addFailure(
                    "unordered",
                    () -> template.bulkOps(BulkMode.UNORDERED, "raw")
                            .insert(List.of(new Document("_id", 1), new Document("_id", 1), new Document("_id", 2)))
                            .execute());
            seen.add("stored", template.count(new Query(), "raw"));
        });
    }

    @Test
    void versionsAreChecked() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            Account first = template.insert(Account.of("Ada", 10));
            seen.add("inserted", first);
            seen.add("saved", template.save(first.withBalance(20)));
            seen.addFailure("stale", () -> template.save(first.withBalance(30)));
            seen.addFailure("stale removal", () -> template.remove(first));
            seen.add("stored", template.findAll(Account.class));
        });
    }

    @Test
    void collectionsAndIndexesAreManaged() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.createCollection(
                    "capped", CollectionOptions.empty().capped().size(4_096).maxDocuments(3));
            template.createCollection(
                    "checked",
                    CollectionOptions.empty()
                            .validator(org.springframework.data.mongodb.core.validation.Validator.criteria(
                                    where("n").gt(1))));
            template.createView(
                    "view", Checked.class, Aggregation.match(where("n").gt(5)));
            seen.add("names", template.getCollectionNames().stream().sorted().toList());
            seen.add("exists", template.collectionExists("capped") + " " + template.collectionExists("missing"));
            seen.addFailure("created twice", () -> template.createCollection("capped"));
            seen.addFailure("invalid", () -> template.insert(new Document("n", 0), "checked"));
            template.insert(new Document("n", 7), "checked");
            seen.add("view", template.findAll(Document.class, "view"));
            var indexes = template.indexOps("checked");
            seen.add(
                    "index",
                    indexes.createIndex(
                            new Index("n", Sort.Direction.DESC).unique().named("by-n")));
            seen.add("indexes", indexes.getIndexInfo());
            var conflicting = new Index("m", Sort.Direction.ASC).named("by-n");
            seen.addFailure("conflicting index", () -> indexes.createIndex(conflicting));
            indexes.dropIndex("by-n");
            indexes.createIndex(new Index("a", Sort.Direction.ASC));
            indexes.dropAllIndexes();
            seen.add("left", indexes.getIndexInfo());
            template.dropCollection("checked");
            seen.add("dropped", template.collectionExists("checked"));
        });
    }

    @Test
    void commandsAndCallbacksReachTheDriver() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            seen.add("ping", template.executeCommand("{ ping: 1 }").get("ok"));
            seen.add(
                    "name length",
                    template.execute(database -> database.getName().isEmpty()));
            template.insert(new Person("Ada", 36));
            seen.add(
                    "collection",
                    template.execute(Person.class, collection -> collection.countDocuments(Filters.eq("name", "Ada"))));
            seen.add(
                    "in session",
                    template.withSession(() -> world.client.startSession(com.mongodb.ClientSessionOptions.builder()
                                    .causallyConsistent(true)
                                    .build()))
                            .execute(action -> action.findAll(Person.class)));
            seen.addFailure("unknown command", () -> template.executeCommand("{ nonsense: 1 }"));
        });
    }

    /** Names a collection. */
    @org.springframework.data.mongodb.core.mapping.Document("checked")
    record Checked(int n) {}

    @Test
    void exceptionsAreTranslated() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.insert(new Document("_id", 1), "raw");
            seen.addFailure("duplicate", () -> template.insert(new Document("_id", 1), "raw"));
            var two = List.of(new Document("_id", 2), new Document("_id", 1));
            seen.addFailure("many", () -> template.insert(two, "raw"));
            seen.addFailure(
                    "bad operator",
                    () -> template.find(
                            new org.springframework.data.mongodb.core.query.BasicQuery("{ n: { $nonsense: 1 } }"),
                            Document.class,
                            "raw"));
            seen.addFailure(
                    "bad update",
                    () -> template.updateFirst(query(where("_id").is(1)), new Update().inc("_id", 1), "raw"));
            template.insert(new Document("_id", 3).append("text", "a"), "raw");
            seen.addFailure(
                    "bad modification",
                    () -> template.findAndModify(
                            query(where("_id").is(3)), new Update().inc("text", 1), Document.class, "raw"));
            seen.addFailure(
                    "bad stage",
                    () -> template.aggregate(
                            Aggregation.newAggregation(Aggregation.stage("{ $nonsense: {} }")), "raw", Document.class));
            seen.addFailure("closed session", () -> {
                var session = world.client.startSession();
                session.close();
                return template.withSession(session).findAll(Person.class);
            });
        });
    }
}
