package dev.morelia.live.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.MongoException;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.Namespace;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Corrupted replies: the outcome is a valid result or a {@link MongoException}, and a {@link BsonException} only if a
 * document is decoded for the caller. A failure reports its seed, for {@code -Dmorelia.fuzz.seed}.
 */
@Timeout(300)
class DamagedRepliesTest {
    private static final int ROUNDS = Integer.getInteger("morelia.fuzz.rounds", 90);
    private static final int BODY_AT = 21;
    private static final Document FILTER = new Document("a", 1);
    private static final Document UPDATE = new Document("$set", new Document("a", 2));

    /** Wrong values for a field; arrays and documents are created each time. */
    private static final List<@Nullable Object> VALUES = Arrays.asList(
            null,
            -1,
            0,
            1,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            1.5,
            Double.NaN,
            Decimal128.parse("NaN"),
            Decimal128.parse("1E+6000"),
            Decimal128.parse("1"),
            "",
            "text",
            "app.people",
            true,
            false,
            Instant.EPOCH,
            new Binary(new byte[3]),
            MinKey.INSTANCE,
            List.of(),
            List.of(1),
            List.of(new Document()),
            new Document(),
            new Document("index", -1));

    /** An operation, and the replies that it receives in order. */
    private record Case(String name, Call call, List<Document> replies, boolean readsDocuments) {}

    private interface Call {
        void on(MongoClient client, MongoCollection<Document> people);
    }

    private static Document ok() {
        return Document.of("ok", 1.0, "operationTime", 1, "more", Document.of("a", List.of(1, 2), "b", "text"));
    }

    private static Document cursor(long id, String field, Document... documents) {
        return Document.of(
                        "cursor", Document.of("id", id, "ns", "app.people", field, new ArrayList<>(List.of(documents))))
                .append("ok", 1.0)
                .append("operationTime", 1);
    }

    private static Document person(int id) {
        return Document.of("_id", id, "name", "Ada", "tags", List.of("a", "b"), "inner", Document.of("x", 1.5));
    }

    private static Document written() {
        return ok().append("n", 2).append("nModified", 1);
    }

    private static Document failed() {
        Document error = Document.of(
                "index",
                0,
                "code",
                11000,
                "errmsg",
                "E11000 duplicate key error collection: app.people index: email_1 dup key: { email: \"a\" }",
                "keyPattern",
                Document.of("email", 1),
                "keyValue",
                Document.of("email", "a"),
                "errInfo",
                Document.of("details", Document.of("operatorName", "$gt", "specifiedAs", Document.of("a", 1))));
        return written()
                .append("writeErrors", List.of(error))
                .append("upserted", List.of(Document.of("index", 0, "_id", Document.of("a", 1))))
                .append("errorLabels", List.of("RetryableWriteError"))
                .append(
                        "writeConcernError",
                        Document.of(
                                "code", 64, "codeName", "WriteConcernFailed", "errmsg", "late", "errInfo", person(1)));
    }

    private static Document refused() {
        return Document.of("ok", 0.0, "code", 26, "codeName", "NamespaceNotFound", "errmsg", "ns not found")
                .append("errorLabels", List.of("SomeLabel"))
                .append("topologyVersion", Document.of("processId", new ObjectId(), "counter", 1L))
                .append("errInfo", person(2));
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        List<Document> batches = List.of(
                cursor(7, "firstBatch", person(1), person(2)),
                cursor(7, "nextBatch", person(3)),
                cursor(0, "nextBatch", person(4)));
        List<Document> one = List.of(written());
        List<Document> bad = List.of(failed());
        cases.add(new Case("find", (client, people) -> people.find(FILTER).toList(), batches, true));
        cases.add(new Case("available", (client, people) -> walk(people), batches, true));
        cases.add(new Case(
                "aggregate", (client, people) -> people.aggregate(List.of()).toList(), batches, true));
        cases.add(new Case("insertOne", (client, people) -> people.insertOne(person(1)), one, false));
        for (var replies : List.of(one, bad)) {
            cases.add(new Case(
                    "insertMany",
                    (client, people) -> people.insertMany(
                            List.of(person(1), person(2)), new InsertManyOptions().ordered(replies.equals(one))),
                    replies,
                    false));
            cases.add(new Case(
                    "bulkWrite",
                    (client, people) -> people.bulkWrite(List.of(
                            WriteModel.insertOne(person(1)),
                            WriteModel.updateOne(FILTER, UPDATE),
                            WriteModel.deleteOne(FILTER))),
                    List.of(written(), replies.getFirst(), written()),
                    false));
            cases.add(new Case("update", (client, people) -> people.updateOne(FILTER, UPDATE), replies, false));
            cases.add(new Case("delete", (client, people) -> people.deleteMany(FILTER), replies, false));
        }
        cases.add(new Case("refused", (client, people) -> people.insertOne(person(1)), List.of(refused()), false));
        cases.add(new Case("refusedRead", (client, people) -> people.find().first(), List.of(refused()), false));
        addReads(cases);
        addAdministration(cases);
        return cases;
    }

    private static void walk(MongoCollection<Document> people) {
        try (var cursor = people.find().cursor()) {
            while (cursor.available() > 0 || cursor.hasNext()) {
                cursor.next();
            }
        }
    }

    private static void addReads(List<Case> cases) {
        cases.add(new Case(
                "count",
                (client, people) -> people.countDocuments(FILTER),
                List.of(cursor(0, "firstBatch", Document.of("_id", 1, "n", 3))),
                false));
        cases.add(
                new Case("estimated", (client, people) -> people.estimatedDocumentCount(), List.of(written()), false));
        cases.add(new Case(
                "distinct",
                (client, people) -> people.distinct("a", FILTER, Object.class),
                List.of(Document.of("values", List.of(1, "text", person(1)))
                        .append("ok", 1)
                        .append("more", person(2))),
                true));
        cases.add(new Case(
                "findOneAndUpdate",
                (client, people) -> people.findOneAndUpdate(FILTER, UPDATE),
                List.of(ok().append("value", person(1)).append("lastErrorObject", person(2))),
                true));
    }

    private static void addAdministration(List<Case> cases) {
        Document named = Document.of("name", "people", "type", "collection", "options", new Document());
        cases.add(new Case(
                "listCollectionNames",
                (client, people) -> client.database("app").listCollectionNames(),
                List.of(cursor(7, "firstBatch", named), cursor(0, "nextBatch", named)),
                false));
        cases.add(new Case(
                "listIndexes",
                (client, people) -> people.listIndexes().toList(),
                List.of(cursor(0, "firstBatch", Document.of("v", 2, "key", Document.of("_id", 1), "name", "_id_"))),
                true));
        cases.add(new Case(
                "createIndex", (client, people) -> people.createIndex(FILTER), List.of(ok().append("n", 1)), false));
        cases.add(new Case("drop", (client, people) -> people.drop(), List.of(failed().append("ok", 0.0)), false));
        cases.add(new Case(
                "runCommand",
                (client, people) -> client.database("app").runCommand(new Document("ping", 1)),
                List.of(ok()),
                false));
        cases.add(new Case(
                "runCursorCommand",
                (client, people) -> client.database("app")
                        .runCursorCommand(new Document("find", "people"))
                        .toList(),
                List.of(cursor(7, "firstBatch", person(1)), cursor(0, "nextBatch")),
                true));
        cases.add(new Case(
                "killCursors",
                (client, people) -> client.killCursors(List.of(1L), new Namespace("app", "people"), client.address()),
                List.of(ok().append("cursorsKilled", List.of(1L))),
                false));
        cases.add(new Case(
                "listDatabases",
                (client, people) -> client.listDatabaseNames(),
                List.of(ok().append("databases", List.of(Document.of("name", "app", "sizeOnDisk", 1L)))),
                false));
    }

    /** Removes or replaces a random field at any depth. */
    private static Document changed(Document document, Random random) {
        Document copy = Document.copyOf(document);
        var names = List.copyOf(copy.keySet());
        if (names.isEmpty()) {
            return copy;
        }
        String name = names.get(random.nextInt(names.size()));
        Object value = copy.get(name);
        boolean deeper = random.nextInt(3) > 0;
        if (deeper && value instanceof Document inner) {
            copy.put(name, changed(inner, random));
        } else if (deeper && value instanceof List<?> list && !list.isEmpty()) {
            var elements = new ArrayList<@Nullable Object>(list);
            int at = random.nextInt(elements.size());
            elements.set(at, elements.get(at) instanceof Document inner ? changed(inner, random) : any(random));
            copy.put(name, elements);
        } else if (random.nextInt(4) == 0) {
            copy.remove(name);
        } else {
            copy.put(name, any(random));
        }
        return copy;
    }

    private static @Nullable Object any(Random random) {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    /** Changes bytes inside the document; its length and its end are kept, because other tests cover those. */
    private static byte[] flipped(byte[] message, Random random) {
        int[] lengths = {Integer.MIN_VALUE, -1, 0, 1, 4, 5, 100, Integer.MAX_VALUE};
        int first = BODY_AT + 4;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = first + random.nextInt(message.length - 1 - first);
            switch (random.nextInt(3)) {
                case 0 -> message[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> message[at] = (byte) random.nextInt();
                default -> {
                    int length = lengths[random.nextInt(lengths.length)];
                    for (int k = 0; k < 4 && at + k < message.length - 1; k++) {
                        message[at + k] = (byte) (length >> (8 * k));
                    }
                }
            }
        }
        return message;
    }

    private static void reply(Exchange exchange, Document reply, Random random) throws IOException {
        if (random.nextInt(3) > 0) {
            exchange.reply(changed(reply, random));
        } else {
            exchange.write(flipped(exchange.encode(reply), random));
        }
    }

    /** The replies to one call, one of them corrupted. */
    private static final class Turn {
        private final List<Document> replies;
        private final Random random;
        private final int damaged;
        private int next;

        Turn(List<Document> replies, Random random) {
            this.replies = replies;
            this.random = random;
            this.damaged = random.nextInt(replies.size());
        }

        void reply(Exchange exchange) throws IOException {
            int at = Math.min(next++, replies.size() - 1);
            if (at == damaged) {
                DamagedRepliesTest.reply(exchange, replies.get(at), random);
            } else {
                exchange.reply(replies.get(at));
            }
        }
    }

    @Test
    void onlyMongoExceptionsAreThrown() {
        long seed = Long.getLong("morelia.fuzz.seed", 20_261_129L);
        var turn = new AtomicReference<Turn>();
        var failures = new ArrayList<String>();
        int calls = 0;
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("killCursors")
                            && turn.get().replies.size() > 1) {
                        exchange.reply(ok().append("cursorsKilled", List.of()));
                    } else {
                        turn.get().reply(exchange);
                    }
                });
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=5000")) {
            var people = client.database("app").collection("people");
            for (Case each : cases()) {
                for (int round = 0; round < ROUNDS; round++, seed++, calls++) {
                    turn.set(new Turn(each.replies(), new Random(seed)));
                    Throwable odd = odd(each, client, people);
                    if (odd != null) {
                        failures.add(each.name() + " with seed " + seed + ": " + odd + " at "
                                + List.of(odd.getStackTrace()).subList(0, 5));
                    }
                }
            }
            assertThat(client.poolUse().values()).allMatch(use -> use.inUse() == 0);
        }
        assertThat(failures).isEmpty();
        assertThat(calls).isGreaterThanOrEqualTo(2_000);
    }

    private static @Nullable Throwable odd(Case each, MongoClient client, MongoCollection<Document> people) {
        try {
            each.call().on(client, people);
            return null;
        } catch (MongoException expected) {
            return expected.getMessage().isEmpty() ? expected : null;
        } catch (BsonException e) {
            return each.readsDocuments() ? null : e;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /** Checks that the test itself distinguishes valid replies from corrupted ones. */
    @Test
    void validRepliesAreAccepted() {
        for (Case each : cases()) {
            var replies = each.replies();
            boolean proper =
                    replies.stream().noneMatch(reply -> reply.containsKey("writeErrors") || reply.float64("ok") != 1);
            if (proper) {
                var next = new int[1];
                try (var server = ScriptedServer.start(
                                exchange -> exchange.reply(replies.get(Math.min(next[0]++, replies.size() - 1))));
                        var client = MongoClient.create(server.uri())) {
                    each.call().on(client, client.database("app").collection("people"));
                }
            }
        }
    }
}
