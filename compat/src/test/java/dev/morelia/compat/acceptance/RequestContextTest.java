package dev.morelia.compat.acceptance;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.RequestContext;
import com.mongodb.client.SynchronousContextProvider;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.reactive.ReactiveCompatClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What Micrometer's observations of Spring Data use: the context of a request reaches the command listeners. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class RequestContextTest {
    private static final ThreadLocal<String> REQUEST = ThreadLocal.withInitial(() -> "none");

    @Test
    void ofTheThreadOfABlockingCall() throws Exception {
        Comparison.compare((driver, seen) -> {
            var events = new Events();
            SynchronousContextProvider provider = () -> new Context(REQUEST.get());
            var settings = settings(events).contextProvider(provider).build();
            try (var client = driver == Driver.OFFICIAL
                    ? com.mongodb.client.MongoClients.create(settings)
                    : CompatClients.create(settings)) {
                var things = client.getDatabase(Comparison.database(driver)).getCollection("things");
                REQUEST.set("insert");
                things.insertMany(documents());
                REQUEST.set("find");
                seen.add(
                        "found",
                        things.find()
                                .batchSize(4)
                                .into(new java.util.ArrayList<>())
                                .size());
                REQUEST.remove();
                client.getDatabase(things.getNamespace().getDatabaseName()).drop();
                seen.add("events", events.seen);
            }
        });
    }

    @Test
    void ofTheSubscriber() throws Exception {
        Comparison.compare((driver, seen) -> {
            var events = new Events();
            ReactiveContextProvider provider = new SubscriberContexts();
            var settings = settings(events).contextProvider(provider).build();
            try (MongoClient client = driver == Driver.OFFICIAL
                    ? MongoClients.create(settings)
                    : ReactiveCompatClients.create(settings)) {
                var database = client.getDatabase(Comparison.database(driver));
                var things = database.getCollection("things");
                Mono.from(things.insertMany(documents()))
                        .contextWrite(each -> each.put("request", "insert"))
                        .block();
                seen.add(
                        "found",
                        Flux.from(things.find().batchSize(4))
                                .contextWrite(each -> each.put("request", "find"))
                                .count()
                                .block());
                Mono.from(database.drop()).block();
                seen.add("events", events.seen);
            }
        });
    }

    private static MongoClientSettings.Builder settings(Events events) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(Comparison.uri()))
                .addCommandListener(events);
    }

    private static List<Document> documents() {
        return IntStream.range(0, 10).mapToObj(n -> new Document("_id", n)).toList();
    }

    private static final class SubscriberContexts implements ReactiveContextProvider {
        @Override
        public RequestContext getContext(Subscriber<?> subscriber) {
            var context = subscriber instanceof CoreSubscriber<?> core ? core.currentContext() : null;
            return new Context(context == null ? "none" : context.getOrDefault("request", "none"));
        }
    }

    /** The commands, with the request that each belongs to, and what the listener itself has left in its context. */
    private static final class Events implements CommandListener {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void commandStarted(CommandStartedEvent event) {
            RequestContext context = event.getRequestContext();
            context.put("started", event.getCommandName());
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            RequestContext context = event.getRequestContext();
            seen.add(event.getCommandName() + " of " + context.get("request") + " " + context.get("started"));
        }
    }

    /** A context in memory. */
    private static final class Context implements RequestContext {
        private final Map<Object, Object> values = new HashMap<>();

        Context(Object request) {
            values.put("request", request);
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface has it
        public <T> T get(Object key) {
            return (T) values.get(key);
        }

        @Override
        public boolean hasKey(Object key) {
            return values.containsKey(key);
        }

        @Override
        public boolean isEmpty() {
            return values.isEmpty();
        }

        @Override
        public void put(Object key, Object value) {
            values.put(key, value);
        }

        @Override
        public void delete(Object key) {
            values.remove(key);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Stream<Map.Entry<Object, Object>> stream() {
            return values.entrySet().stream();
        }
    }
}
