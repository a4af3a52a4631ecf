package dev.morelia.compat.acceptance;

import static dev.morelia.compat.acceptance.Comparison.blocking;
import static dev.morelia.compat.acceptance.Comparison.reactive;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.mongodb.core.ChangeStreamEvent;
import org.springframework.data.mongodb.core.ChangeStreamOptions;
import org.springframework.data.mongodb.core.CollectionOptions;
import org.springframework.data.mongodb.core.aggregation.Aggregation;
import org.springframework.data.mongodb.core.messaging.ChangeStreamRequest;
import org.springframework.data.mongodb.core.messaging.DefaultMessageListenerContainer;
import org.springframework.data.mongodb.core.messaging.Message;
import org.springframework.data.mongodb.core.messaging.TailableCursorRequest;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import reactor.core.publisher.Mono;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class ChangeStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aListenerGetsChanges() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class);
            var received = new LinkedBlockingQueue<Message<ChangeStreamDocument<Document>, Person>>();
            var container = new DefaultMessageListenerContainer(template);
            container.start();
            try {
                var request = ChangeStreamRequest.builder(received::add)
                        .collection("people")
                        .filter(Aggregation.newAggregation(
                                Aggregation.match(where("operationType").in("insert", "update"))))
                        .fullDocumentLookup(FullDocument.UPDATE_LOOKUP)
                        .maxAwaitTime(Duration.ofMillis(100))
                        .build();
                var subscription = container.register(request, Person.class);
                seen.add("active", subscription.await(PATIENCE));
                // One after the other: the document of an update is looked up when the change is read.
                template.insert(new Person("Ada", 36));
                observe(seen, received);
                template.updateFirst(query(where("name").is("Ada")), new Update().inc("age", 1), Person.class);
                observe(seen, received);
                template.remove(new Query(), Person.class);
                template.insert(new Person("Alan", 41));
                observe(seen, received);
                container.remove(subscription);
            } finally {
                container.stop();
            }
        });
    }

    private static void observe(
            Observations seen, BlockingQueue<Message<ChangeStreamDocument<Document>, Person>> received)
            throws InterruptedException {
        var message = Objects.requireNonNull(received.poll(20, TimeUnit.SECONDS), "a change that was not received");
        var raw = Objects.requireNonNull(message.getRaw());
        seen.add("change", raw.getOperationTypeString() + " " + raw.getUpdateDescription());
        seen.add("token", raw.getResumeToken().isEmpty());
        seen.add("time", raw.getClusterTime() != null);
        seen.add("key", Objects.requireNonNull(raw.getDocumentKey()).size());
        seen.add("namespace", Objects.requireNonNull(raw.getNamespace()).getCollectionName());
        seen.add("person", message.getBody());
    }

    @Test
    void aListenerFollowsACappedCollection() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.createCollection("log", CollectionOptions.empty().capped().size(100_000));
            template.insert(new Document("_id", 0), "log");
            var received = new LinkedBlockingQueue<Message<Document, Document>>();
            var container = new DefaultMessageListenerContainer(template);
            container.start();
            try {
                var subscription = container.register(
                        TailableCursorRequest.builder(received::add)
                                .collection("log")
                                .build(),
                        Document.class);
                seen.add("active", subscription.await(PATIENCE));
                template.insert(new Document("_id", 1), "log");
                for (int n = 0; n < 2; n++) {
                    seen.add(
                            "document",
                            Objects.requireNonNull(received.poll(20, TimeUnit.SECONDS))
                                    .getBody());
                }
            } finally {
                container.stop();
            }
        });
    }

    @Test
    void aStreamIsResumed() throws Exception {
        blocking((world, seen) -> {
            var template = world.template;
            template.createCollection("raw");
            var collection = template.getCollection("raw");
            try (var changes = collection.watch().cursor()) {
                seen.add("nothing", changes.tryNext());
                template.insert(new Document("_id", 1), "raw");
                template.insert(new Document("_id", 2), "raw");
                seen.add("first", changes.next().getFullDocument());
                try (var resumed = collection
                        .watch()
                        .resumeAfter(Objects.requireNonNull(changes.getResumeToken()))
                        .cursor()) {
                    seen.add("second", resumed.next().getFullDocument());
                }
            }
            seen.addFailure(
                    "bad token",
                    () -> collection
                            .watch()
                            .resumeAfter(org.bson.BsonDocument.parse("{_data: 'nonsense'}"))
                            .cursor());
        });
    }

    @Test
    void reactiveChanges() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection(Person.class).block();
            var changes = new LinkedBlockingQueue<ChangeStreamEvent<Person>>();
            var subscription = template.changeStream(
                            "people",
                            ChangeStreamOptions.builder()
                                    .returnFullDocumentOnUpdate()
                                    .build(),
                            Person.class)
                    .doOnNext(changes::add)
                    .subscribe();
            // Until the stream is open, what is written is not seen.
            var probe = changes.poll();
            for (int n = 0; probe == null && n < 100; n++) {
                template.insert(new Person("Probe", n)).block();
                probe = changes.poll(200, TimeUnit.MILLISECONDS);
            }
            seen.add("probe", Objects.requireNonNull(probe).getBody().name);
            template.insert(new Person("Ada", 36)).block();
            template.updateFirst(query(where("name").is("Ada")), new Update().inc("age", 1), Person.class)
                    .block();
            for (int n = 0; n < 2; ) {
                var change = Objects.requireNonNull(changes.poll(20, TimeUnit.SECONDS));
                Person body = Objects.requireNonNull(change.getBody());
                if (!body.name.equals("Probe")) {
                    seen.add("change", change.getOperationType() + " " + body.name);
                    seen.add("token", change.getResumeToken() != null);
                    n++;
                }
            }
            subscription.dispose();
            seen.add(
                    "one more",
                    Mono.from(world.client.listDatabaseNames()).hasElement().block());
        });
    }

    @Test
    void aReactiveTailableCursor() throws Exception {
        reactive((world, seen) -> {
            var template = world.template;
            template.createCollection("log", CollectionOptions.empty().capped().size(100_000))
                    .block();
            template.insert(new Document("_id", 0), "log").block();
            var received = new LinkedBlockingQueue<Document>();
            var subscription = template.tail(new Query(), Document.class, "log")
                    .doOnNext(received::add)
                    .subscribe();
            seen.add("first", received.poll(20, TimeUnit.SECONDS));
            template.insert(new Document("_id", 1), "log").block();
            seen.add("second", received.poll(20, TimeUnit.SECONDS));
            subscription.dispose();
        });
    }
}
