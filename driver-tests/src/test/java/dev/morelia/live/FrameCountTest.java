package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ScriptedServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A blocked call must have few stack frames, so that a stack trace from production fits on a screen. */
class FrameCountTest {
    private static final int MAXIMUM_FRAMES = 8;

    static Stream<Arguments> calls() {
        return Stream.of(
                call("findOne", people -> people.findOne(new Document("name", "Ada"))),
                call("find loop", people -> people.find().forEach(person -> {})),
                call("insertOne", people -> people.insertOne(new Document("name", "Ada"))),
                call("insertMany", people -> people.insertMany(List.of(new Document("name", "Ada")))),
                call(
                        "updateOne",
                        people -> people.updateOne(
                                new Document("name", "Ada"), new Document("$set", new Document("age", 36)))),
                call("countDocuments", people -> people.countDocuments(new Document())));
    }

    private static Arguments call(String name, Consumer<MongoCollection<Document>> call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void fewFramesAreOnTheStackAtTheSocketRead(String name, Consumer<MongoCollection<Document>> call) {
        Thread caller = Thread.currentThread();
        var stack = new AtomicReference<List<StackTraceElement>>(List.of());
        Map<String, Document> replies =
                Map.of("find", cursor(), "aggregate", cursor(), "insert", written(), "update", written());
        try (var server = ScriptedServer.start(exchange -> {
                    if (!exchange.commandName().equals("endSessions")) {
                        awaitBlockedInRead(caller);
                        stack.set(Arrays.asList(caller.getStackTrace()));
                    }
                    exchange.reply(replies.getOrDefault(exchange.commandName(), new Document()));
                });
                var client = MongoClient.create(server.uri())) {
            call.accept(client.database("app").collection("people"));
        }
        List<String> ours = stack.get().stream()
                .filter(frame -> frame.getClassName().startsWith("dev.morelia."))
                .filter(frame -> !frame.getClassName().startsWith(FrameCountTest.class.getName()))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
        assertThat(ours).as(name).isNotEmpty().hasSizeLessThanOrEqualTo(MAXIMUM_FRAMES);
    }

    private static void awaitBlockedInRead(Thread caller) throws InterruptedException {
        while (Arrays.stream(caller.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("read"))) {
            Thread.sleep(1);
        }
    }

    private static Document cursor() {
        return Document.of("ok", 1)
                .append(
                        "cursor",
                        Document.of("id", 0L)
                                .append("ns", "app.people")
                                .append("firstBatch", List.of(new Document("_id", 1).append("n", 1))));
    }

    private static Document written() {
        return Document.of("ok", 1).append("n", 1).append("nModified", 1);
    }
}
