package dev.morelia.live;

import static dev.morelia.builder.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.BsonName;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.builder.Updates;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.Mongod;
import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value has the same encoding in every method and at every position in its arguments. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class EncodingLiveTest {
    enum Color {
        RED,
        @BsonName("bleu")
        BLUE
    }

    record Point(int x, Color color) {}

    sealed interface Shape permits Circle, Plain {}

    record Circle(double radius) implements Shape {}

    enum Plain implements Shape {
        DOT
    }

    record Money(String currency, long cents) {}

    record Owner(UUID id, String name) {}

    private static final OffsetDateTime TIME = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.ofHours(2));
    private static final UUID UUID_VALUE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private static final Codec<Money> MONEY = new Codec<>() {
        @Override
        public Money decode(BsonInput input) {
            String[] parts = input.string().split(" ", 2);
            return new Money(parts[0], Long.parseLong(parts[1]));
        }

        @Override
        public void encode(BsonOutput output, Money value) {
            output.string(value.currency() + " " + value.cents());
        }
    };

    private static final Codec<Date> DATE_AS_TEXT = new Codec<>() {
        @Override
        public Date decode(BsonInput input) {
            return Date.from(Instant.parse(input.string()));
        }

        @Override
        public void encode(BsonOutput output, Date value) {
            output.string(value.toInstant().toString());
        }
    };

    private static MongoClient client;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static CodecRegistry registry(UuidRepresentation representation) {
        return CodecRegistry.builder()
                .codec(Money.class, MONEY)
                .codec(Date.class, DATE_AS_TEXT)
                .uuidRepresentation(representation)
                .access(MethodHandles.lookup())
                .build();
    }

    static Stream<Arguments> values() {
        var byColor = new EnumMap<Color, Integer>(Color.class);
        byColor.put(Color.BLUE, 1);
        List<Object> values = new ArrayList<>(List.of(
                Color.RED,
                Color.BLUE,
                new BigDecimal("1.50"),
                new BigInteger("12345678901234567890"),
                TIME.toInstant(),
                TIME.toLocalDate(),
                TIME.toLocalDateTime(),
                TIME.toLocalTime(),
                TIME,
                TIME.toOffsetTime(),
                TIME.atZoneSameInstant(ZoneId.of("Europe/Paris")),
                Duration.ofSeconds(90),
                Period.ofDays(3),
                Year.of(2026),
                YearMonth.of(2026, 11),
                MonthDay.of(11, 29),
                ZoneId.of("Europe/Paris"),
                ZoneOffset.ofHours(1)));
        values.addAll(List.of(
                Optional.of(Color.BLUE),
                new Point(1, Color.BLUE),
                new Circle(2),
                Plain.DOT,
                List.of(new Circle(1), Plain.DOT),
                new Money("EUR", 250),
                Date.from(TIME.toInstant()),
                UUID_VALUE,
                Locale.CANADA_FRENCH,
                Currency.getInstance("EUR"),
                EnumSet.of(Color.BLUE),
                byColor,
                Map.of(UUID_VALUE, 1),
                Map.of(7, "seven"),
                new Color[] {Color.BLUE},
                Document.of("inner", Color.BLUE)));
        return values.stream()
                .flatMap(value -> Stream.of(UuidRepresentation.values())
                        .filter(each -> value.equals(UUID_VALUE) || each == UuidRepresentation.STANDARD)
                        .map(each -> Arguments.of(value, each)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesAreFoundUpdatedAndDeletedByEquality(Object value, UuidRepresentation representation) {
        MongoCollection<Document> things =
                client.with(registry(representation)).database("encoding").collection("things");
        things.drop();
        things.insertOne(Document.of("_id", 1, "v", value));
        things.insertOne(Document.of("_id", 2, "v", "another"));

        assertThat(things.find(eq("v", value)).toList()).hasSize(1);
        assertThat(things.countDocuments(eq("v", value))).isEqualTo(1);
        assertThat(things.aggregate(List.of(Document.of("$match", eq("v", value))))
                        .toList())
                .hasSize(1);
        assertThat(things.distinct("_id", eq("v", value), Integer.class)).containsExactly(1);

        assertThat(things.updateOne(eq("v", value), Updates.set("set", value)).matchedCount())
                .isEqualTo(1);
        assertThat(things.updateOne(eq("v", value), Updates.push("pushed", value))
                        .matchedCount())
                .isEqualTo(1);
        things.updateOne(eq("v", value), List.of(Document.of("$set", Document.of("piped", literal(value)))));
        things.bulkWrite(List.of(WriteModel.updateOne(eq("v", value), Updates.set("bulk", value))));
        things.findOneAndUpdate(eq("v", value), Updates.set("modified", value));
        things.updateOne(
                eq("v", value),
                Document.of("$set", Document.of("pushed.$[each]", value)),
                new UpdateOptions().arrayFilters(List.of(eq("each", value))));
        RawDocument stored =
                things.as(RawDocument.class).find(eq("_id", 1)).first().orElseThrow();
        RawDocument written = field(stored, "v");
        for (String name : List.of("set", "piped", "bulk", "modified")) {
            assertThat(field(stored, name)).as(name).isEqualTo(written);
        }
        things.replaceOne(eq("v", value), Document.of("v", value));

        assertThat(things.deleteOne(eq("v", value)).deletedCount()).isEqualTo(1);
        assertThat(things.find().toList()).extracting(each -> each.get("_id")).containsExactly(2);
    }

    /** A codec in place of a built-in one applies to every method, in both directions. */
    @Test
    void datesAsText() {
        var date = Date.from(TIME.toInstant());
        var later = Date.from(TIME.toInstant().plusSeconds(60));
        MongoCollection<Document> things = client.with(registry(UuidRepresentation.STANDARD))
                .database("encoding")
                .collection("dates");
        things.drop();
        things.insertMany(List.of(Document.of("_id", date), Document.of("_id", 2, "at", date)));
        assertThat(things.distinct("at", Date.class)).containsExactly(date);
        assertThat(things.distinct("_id", eq("_id", date), Date.class)).containsExactly(date);
        var result = things.bulkWrite(List.of(
                WriteModel.updateOne(eq("at", date), Updates.set("at", later)),
                WriteModel.updateMany(eq("at", later), Updates.push("all", date)),
                WriteModel.replaceOne(eq("_id", date), Document.of("at", date)),
                WriteModel.deleteOne(eq("at", later))));
        assertThat(result.matchedCount()).isEqualTo(3);
        assertThat(result.deletedCount()).isEqualTo(1);
        assertThat(things.countDocuments(Document.of("_id", "2026-01-02T01:04:05Z", "at", "2026-01-02T01:04:05Z")))
                .isEqualTo(1);
    }

    private static Document literal(Object value) {
        return Document.of("$literal", value);
    }

    /** The bytes of a field as a separate document. */
    private static RawDocument field(RawDocument document, String name) {
        BsonInput input = document.input();
        input.startDocument();
        assertThat(input.find(name)).as(name).isTrue();
        BsonType type = input.type();
        var output = new BsonOutput();
        output.startDocument();
        output.name("v");
        if (type == BsonType.DOCUMENT) {
            output.document(input.rawDocument());
        } else {
            output.value(input.value());
        }
        output.endDocument();
        return RawDocument.of(output.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("representations")
    void uuidsAreIds(UuidRepresentation representation) {
        try (var own = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .settings(settings -> settings.uuidRepresentation(representation))
                .codecs(CodecRegistry.builder().access(MethodHandles.lookup()).build())
                .build()) {
            var owners = own.database("encoding").collection("owners", Owner.class);
            owners.drop();
            var result = owners.insertOne(new Owner(UUID_VALUE, "Ada"));

            assertThat(result.insertedId()).isEqualTo(UUID_VALUE);
            assertThat(owners.find(eq("_id", UUID_VALUE)).first()).contains(new Owner(UUID_VALUE, "Ada"));
            var upserted = owners.updateOne(
                    eq("_id", new UUID(1, 2)), Updates.set("name", "Bob"), new UpdateOptions().upsert(true));
            assertThat(upserted.upsertedId()).isEqualTo(new UUID(1, 2));
            assertThat(owners.distinct("_id", new Document(), UUID.class))
                    .containsExactlyInAnyOrder(UUID_VALUE, new UUID(1, 2));
            assertThat(owners.bulkWrite(List.of(WriteModel.insertOne(new Owner(new UUID(3, 4), "Eve"))))
                            .insertedIds())
                    .containsValue(new UUID(3, 4));
            assertThat(owners.deleteOne(eq("_id", UUID_VALUE)).deletedCount()).isEqualTo(1);
        }
    }

    static Stream<UuidRepresentation> representations() {
        return Stream.of(UuidRepresentation.values());
    }
}
