package dev.morelia.live.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What exceptions tell of the fate of writes that ended in unusual ways. */
@Timeout(60)
class OutcomeTest {
    private static final Set<String> OTHERS = Set.of("ping", "endSessions", "killCursors", "abortTransaction");

    private interface Reply {
        void give(Exchange exchange) throws IOException;
    }

    /** One reply after the other, the last one again and again. */
    private static Script replies(Reply... replies) {
        var next = new AtomicInteger();
        return exchange -> {
            if (OTHERS.contains(exchange.commandName())) {
                exchange.replyOk();
            } else {
                replies[Math.min(next.getAndIncrement(), replies.length - 1)].give(exchange);
            }
        };
    }

    private static Reply error(int code, String... labels) {
        return exchange ->
                exchange.reply(Document.of("ok", 0, "code", code, "errmsg", "no", "errorLabels", List.of(labels)));
    }

    private static Document member(Document hello) {
        return hello.append("setName", "rs0").append("hosts", List.of("a:1"));
    }

    private static MongoException failure(Script script, String options, Consumer<MongoCollection<Document>> use) {
        try (var server = ScriptedServer.start(OutcomeTest::member, script);
                var client = MongoClient.create(server.uri() + options)) {
            var people = client.database("app").collection("people");
            return catchThrowableOfType(MongoException.class, () -> use.accept(people));
        }
    }

    private static void insert(MongoCollection<Document> people) {
        people.insertOne(Document.of("_id", 1));
    }

    @Test
    void unacknowledgedWritesBeforeAFailureMayBeApplied() {
        var models = List.<WriteModel<Document>>of(
                WriteModel.insertOne(Document.of("_id", 1)), WriteModel.deleteOne(Document.of("_id", 1)));
        try (var server = ScriptedServer.start(OutcomeTest::member, exchange -> {});
                var proxy = FaultProxy.start(server.address());
                var client = MongoClient.builder()
                        .uri(proxy.uri() + "&serverSelectionTimeoutMS=2000")
                        .commandListener(new CommandListener() {
                            @Override
                            public void succeeded(CommandSucceededEvent event) {
                                proxy.refuse();
                                proxy.reset();
                                // Until the other end knows it: what is sent before that is lost without a failure.
                                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                            }
                        })
                        .build()) {
            var people = client.database("app").collection("people").with(WriteConcern.UNACKNOWLEDGED);
            var failure = catchThrowableOfType(
                    MongoException.class, () -> people.bulkWrite(models, new BulkWriteOptions().ordered(false)));
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void anUpdateOfManyThatFailedBeforeTheEndOfABulkWriteMayHaveChangedSome() {
        var models = List.<WriteModel<Document>>of(
                WriteModel.updateMany(new Document(), Updates.set("x", 1)),
                WriteModel.insertOne(Document.of("_id", 1)));
        var failed = Document.of(
                "ok",
                1,
                "n",
                0,
                "nModified",
                0,
                "writeErrors",
                List.of(Document.of("index", 0, "code", 28, "errmsg", "no")));
        var failure = failure(
                replies(exchange -> exchange.reply(failed), error(10_107)),
                "&retryWrites=false",
                people -> people.bulkWrite(models, new BulkWriteOptions().ordered(false)));
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.retryAdvice()).isNotEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void aWriteOfManyThatWasInterruptedMayBeAppliedInPart() {
        for (int code : List.of(237, 262, 279, 11_601)) {
            var failure = failure(replies(error(code)), "", people -> people.deleteMany(new Document()));
            assertThat(failure.outcome()).as("code " + code).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aCursorWritesNothing() {
        var batch = Document.of(
                "ok", 1, "cursor", Document.of("id", 7L, "ns", "app.people", "firstBatch", List.of(new Document())));
        Reply first = exchange -> exchange.reply(batch);
        var odd = Document.of(
                "ok",
                1,
                "cursor",
                Document.of("id", 7L, "ns", "app.people", "nextBatch", List.of(new Document(), "odd")));
        for (Reply next : List.<Reply>of(
                error(11_601), error(10_107), error(50), Exchange::close, exchange -> exchange.reply(odd))) {
            var failure =
                    failure(replies(first, next), "", people -> people.find().toList());
            assertThat(failure.outcome()).as(failure.getMessage()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.retryAdvice()).as(failure.getMessage()).isNotEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        }
    }

    @Test
    @SuppressWarnings("try") // The client is closed under the session.
    void aCommitThatMayHaveSucceededIsStillUnknownOnceTheClientIsClosed() {
        try (var server = ScriptedServer.start(
                        OutcomeTest::member,
                        replies(exchange -> exchange.reply(Document.of("ok", 1, "n", 1)), Exchange::close));
                var client = MongoClient.create(server.uri() + "&serverSelectionTimeoutMS=2000");
                var session = client.startSession()) {
            session.startTransaction();
            insert(client.database("app").collection("people").with(session));
            var first = catchThrowableOfType(MongoException.class, session::commitTransaction);
            assertThat(first.outcome()).isEqualTo(Outcome.UNKNOWN);
            client.close();
            var second = catchThrowableOfType(MongoException.class, session::commitTransaction);
            assertThat(second.outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aReadWhoseCauseMayPassMayBeTriedAgain() {
        for (int code : List.of(6, 134, 246, 11_600)) {
            var failure = failure(
                    replies(error(code)),
                    "&timeoutMS=200",
                    people -> people.find().toList());
            assertThat(failure.isTransient()).isTrue();
            assertThat(failure.retryAdvice()).as(failure.getMessage()).isEqualTo(RetryAdvice.SAFE);
            failure = failure(
                    replies(error(code)),
                    "&retryReads=false",
                    people -> people.find().toList());
            assertThat(failure.retryAdvice()).as(failure.getMessage()).isEqualTo(RetryAdvice.SAFE);
        }
        var rejected = failure(replies(error(13)), "", people -> people.find().toList());
        assertThat(rejected.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
    }
}
