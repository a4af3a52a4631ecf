package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.blocking;
import static dev.morelia.compat.acceptance.Comparison.reactive;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.ReadPreference;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.mongodb.SessionSynchronization;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import reactor.core.publisher.Flux;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class TransactionTest {
    @Test
    void blockingTransactionsCommitAndRollBack() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class);
            var transactions = world.transactions();
            transactions.executeWithoutResult(status -> {
                template.insert(new Person("Ada", 36));
                template.updateFirst(query(where("name").is("Ada")), new Update().inc("age", 1), Person.class);
                seen.add("inside", template.findAll(Person.class));
                // Outside of the transaction, as only the template knows it.
                seen.add(
                        "outside",
                        world.client
                                .getDatabase(template.getDb().getName())
                                .getCollection("people")
                                .countDocuments());
            });
            seen.add("committed", template.findAll(Person.class));
            seen.addFailure(
                    "rolled back",
                    () -> transactions.execute(status -> {
                        template.insert(new Person("Alan", 41));
                        throw new IllegalStateException("changed my mind");
                    }));
            seen.add("marked", transactions.execute(status -> {
                template.remove(new Query(), Person.class);
                status.setRollbackOnly();
                return "none";
            }));
            seen.add("left", template.findAll(Person.class));
        });
    }

    @Test
    void conflictsOfBlockingTransactions() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.insert(new Document("_id", 1).append("n", 0), "raw");
            var transactions = world.transactions();
            seen.addFailure(
                    "write conflict",
                    () -> transactions.execute(status -> {
                        template.findById(1, Document.class, "raw");
                        var other = world.client
                                .getDatabase(template.getDb().getName())
                                .getCollection("raw");
                        other.updateOne(new Document("_id", 1), new Document("$inc", new Document("n", 10)));
                        return template.updateFirst(query(where("_id").is(1)), new Update().inc("n", 1), "raw");
                    }));
            seen.addFailure(
                    "duplicate", () -> transactions.execute(status -> template.insert(new Document("_id", 1), "raw")));
            seen.add("stored", template.findAll(Document.class, "raw"));
        });
    }

    @Test
    void sessionsOfTheBlockingDriver() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.setSessionSynchronization(SessionSynchronization.ALWAYS);
            template.createCollection(Person.class);
            try (var session = world.client.startSession()) {
                seen.add("new", session.hasActiveTransaction() + " " + session.isCausallyConsistent());
                seen.add("result", session.withTransaction(() -> {
                    template.withSession(session).insert(new Person("Ada", 36));
                    return session.hasActiveTransaction();
                }));
                session.startTransaction();
                template.withSession(session).insert(new Person("Alan", 41));
                session.abortTransaction();
                seen.addFailure("nothing to commit", () -> {
                    session.commitTransaction();
                    return "";
                });
                seen.add("operation time", session.getOperationTime() != null);
                seen.add("cluster time", session.getClusterTime() != null);
            }
            seen.add("stored", template.findAll(Person.class));
        });
    }

    @Test
    void reactiveTransactionsCommitAndRollBack() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class).block();
            var transactions = world.transactions();
            seen.add(
                    "committed",
                    transactions
                            .transactional(template.insert(new Person("Ada", 36))
                                    .then(template.updateFirst(
                                            query(where("name").is("Ada")), new Update().inc("age", 1), Person.class))
                                    .thenMany(template.findAll(Person.class)))
                            .collectList()
                            .block());
            seen.addFailure(
                    "rolled back",
                    () -> transactions
                            .transactional(template.insert(new Person("Alan", 41))
                                    .then(reactor.core.publisher.Mono.error(
                                            new IllegalStateException("changed my mind"))))
                            .block());
            seen.addFailure(
                    "duplicate",
                    () -> transactions
                            .transactional(template.insert(new Document("_id", 1), "raw")
                                    .then(template.insert(new Document("_id", 1), "raw")))
                            .block());
            seen.add("raw", template.count(new Query(), "raw").block());
            seen.add("left", template.findAll(Person.class).collectList().block());
        });
    }

    /** A cancelled query may still be closing its cursor when the transaction commits. */
    @Test
    void takeDoesNotAbortAReactiveTransaction() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class).block();
            var transactions = world.transactions();
            for (int n = 0; n < 10; n++) {
                String name = "P" + n;
                seen.add(
                        "taken",
                        transactions
                                .transactional(Flux.range(0, 5)
                                        .concatMap(age -> template.insert(new Person(name, age)))
                                        .thenMany(template.find(
                                                query(where("name").is(name)).cursorBatchSize(2), Person.class))
                                        .take(2))
                                .count()
                                .block());
            }
            seen.add("stored", template.count(new Query(), Person.class).block());
            seen.addFailure(
                    "read preference",
                    () -> transactions
                            .transactional(template.find(
                                    new Query().withReadPreference(ReadPreference.primaryPreferred()), Person.class))
                            .collectList()
                            .block());
        });
    }
}
