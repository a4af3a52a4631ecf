package dev.morelia.compat.live;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import dev.morelia.testkit.Mongod;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonReader;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Codecs that throw in the middle of a document: nothing of the command is sent, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class FailingCodecsLiveTest {
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        drivers = BothDrivers.of(Mongod.shared().uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    record Item(int number, boolean bad) {}

    private static MongoCollection<Item> items(Trace t) {
        return items(t, () -> {
            throw new IllegalArgumentException("state should be: a good item");
        });
    }

    private static MongoCollection<Item> items(Trace t, Runnable fault) {
        return t.collection
                .withDocumentClass(Item.class)
                .withCodecRegistry(CodecRegistries.fromRegistries(
                        CodecRegistries.fromCodecs(new ItemCodec(fault)), t.collection.getCodecRegistry()));
    }

    private static List<Item> items(int count, int bad) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Item(number, number == bad))
                .toList();
    }

    @Test
    void nothingIsSent() {
        drivers.agree(t -> {
            var c = items(t);
            t.see("one", () -> c.insertOne(new Item(1, true)));
            for (boolean ordered : new boolean[] {true, false}) {
                t.see("many", () -> c.insertMany(items(5, 3), new InsertManyOptions().ordered(ordered)));
                var models = items(5, 3).stream().map(InsertOneModel::new).toList();
                t.see("bulk", () -> c.bulkWrite(models, new BulkWriteOptions().ordered(ordered)));
            }
            t.see("replacement", () -> c.replaceOne(new Document(), new Item(1, true)));
            t.see("none", () -> c.countDocuments());
            t.see(
                    "good",
                    () -> c.insertMany(items(5, -1)).getInsertedIds().values().stream()
                            .map(id -> id.getBsonType())
                            .toList());
            t.see(
                    "one good",
                    () -> c.insertOne(new Item(1, false)).getInsertedId().isObjectId());
            t.see("all", () -> c.countDocuments());
        });
    }

    @Test
    void nothingIsSentAfterAnError() {
        drivers.agree(t -> {
            var c = items(t, () -> {
                throw new NoClassDefFoundError("no.such.Class");
            });
            t.see("one", () -> c.insertOne(new Item(1, true)));
            for (boolean ordered : new boolean[] {true, false}) {
                t.see("many", () -> c.insertMany(items(5, 3), new InsertManyOptions().ordered(ordered)));
            }
            t.see("none", () -> c.countDocuments());
            t.see("good", () -> c.insertMany(items(5, -1)).getInsertedIds().size());
        });
    }

    @Test
    void commandsBeforeAreSent() {
        drivers.agree(t -> {
            var c = items(t);
            List<WriteModel<Item>> models = Stream.<WriteModel<Item>>concat(
                            items(3, -1).stream().map(InsertOneModel::new),
                            Stream.of(new ReplaceOneModel<>(new Document("n", 1), new Item(7, true))))
                    .toList();
            t.see("ordered", () -> c.bulkWrite(models));
            t.see("inserted", () -> c.countDocuments());
        });
    }

    /** @param fault is run in the middle of a document that is bad */
    private record ItemCodec(Runnable fault) implements Codec<Item> {
        @Override
        public void encode(BsonWriter writer, Item value, EncoderContext context) {
            writer.writeStartDocument();
            writer.writeInt32("n", value.number());
            if (value.bad()) {
                fault.run();
            }
            writer.writeEndDocument();
        }

        @Override
        public Item decode(BsonReader reader, DecoderContext context) {
            throw new UnsupportedOperationException("items are only written");
        }

        @Override
        public Class<Item> getEncoderClass() {
            return Item.class;
        }
    }
}
