package dev.morelia.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.CreateIndexesOptions;
import dev.morelia.options.admin.DropCollectionOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.options.admin.TimeSeriesOptions;
import dev.morelia.settings.Collation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All options by the same rules, and the single options that are more than a field. */
final class OptionsTest {
    private static final Document DOCUMENT = new Document("x", 1);

    /** A value for each type that an option takes. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(boolean.class, true),
            Map.entry(int.class, 7),
            Map.entry(long.class, 7L),
            Map.entry(double.class, 0.5),
            Map.entry(String.class, "text"),
            Map.entry(Object.class, "anything"),
            Map.entry(Document.class, DOCUMENT),
            Map.entry(List.class, List.of(DOCUMENT)),
            Map.entry(Duration.class, Duration.ofSeconds(2)),
            Map.entry(Collation.class, Collation.of("de")),
            Map.entry(CursorType.class, CursorType.TAILABLE),
            Map.entry(TimeoutMode.class, TimeoutMode.ITERATION),
            Map.entry(ReturnDocument.class, ReturnDocument.AFTER),
            Map.entry(TimeSeriesOptions.class, new TimeSeriesOptions("time")));

    static Stream<Class<? extends Options<?>>> classes() {
        return Stream.of(
                AggregateOptions.class,
                BulkWriteOptions.class,
                CountOptions.class,
                DeleteOptions.class,
                DistinctOptions.class,
                EstimatedCountOptions.class,
                FindOneAndDeleteOptions.class,
                FindOneAndReplaceOptions.class,
                FindOneAndUpdateOptions.class,
                FindOptions.class,
                InsertManyOptions.class,
                InsertOneOptions.class,
                ReplaceOptions.class,
                RunCursorCommandOptions.class,
                UpdateOptions.class,
                CreateCollectionOptions.class,
                CreateIndexesOptions.class,
                DropCollectionOptions.class,
                DropIndexOptions.class,
                IndexOptions.class,
                ListCollectionsOptions.class,
                ListDatabasesOptions.class,
                ListIndexesOptions.class,
                RenameCollectionOptions.class,
                TimeSeriesOptions.class);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void eachOptionAddsItsFieldAndLeavesTheOriginalAlone(Class<?> type) throws ReflectiveOperationException {
        var withers = Arrays.stream(type.getMethods())
                .filter(method -> !method.isSynthetic()
                        && method.getDeclaringClass() != Object.class
                        && method.getDeclaringClass() != Options.class
                        && method.getParameterCount() > 0)
                .filter(method -> !method.getName().equals("field"))
                .toList();
        assertThat(withers).isNotEmpty();
        Set<String> names = new HashSet<>();
        for (Method wither : withers) {
            Options<?> before = none(type);
            Document none = before.fields();
            var after = (Options<?>) wither.invoke(before, arguments(wither));
            assertThat(after).as(wither.getName()).isExactlyInstanceOf(type).isNotEqualTo(before);
            assertThat(before.fields()).as(wither.getName()).isEqualTo(none);
            names.addAll(after.fields().keySet());
            // Set twice, an option has its last value.
            assertThat(wither.invoke(after, arguments(wither))).isEqualTo(after);
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo((int)
                withers.stream().map(Method::getName).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("classes")
    void nobodyElseCanChangeTheFields(Class<?> type) throws ReflectiveOperationException {
        var inner = new ArrayList<Object>(List.of(new Document("y", 1)));
        var given = new Document("b", inner);
        Options<?> options = none(type).field("a", given);
        Document expected = none(type).fields().append("a", new Document("b", List.of(new Document("y", 1))));

        given.append("later", 1);
        inner.clear();
        options.fields().clear();
        options.fields().document("a").put("b", "gone");
        ((Document) Objects.requireNonNull(options.field("a"))).clear();

        assertThat(options.fields()).isEqualTo(expected);
        assertThat(options.field("other", 1).fields().remove("other")).isEqualTo(1);
        assertThat(options.fields()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void theyCompareByClassAndFields(Class<?> type) throws ReflectiveOperationException {
        Options<?> options = none(type).field("x", 1);
        assertThat(options)
                .isEqualTo(none(type).field("x", 1))
                .hasSameHashCodeAs(none(type).field("x", 1));
        assertThat(options).isNotEqualTo(none(type)).isNotEqualTo(new OtherOptions().field("x", 1));
        assertThat(options.toString()).startsWith(type.getSimpleName() + "{").contains("\"x\"");
    }

    @ParameterizedTest
    @MethodSource("classes")
    void theyAreSerializable(Class<?> type) throws Exception {
        Options<?> options = none(type).field("x", new Document("y", List.of(1)));
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(options);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(options);
        }
    }

    /** As a module on top of the driver declares them. */
    private static final class OtherOptions extends Options<OtherOptions> implements Options.Hint<OtherOptions> {
        OtherOptions() {}

        private OtherOptions(Document fields) {
            super(fields);
        }

        @Override
        protected OtherOptions with(Document changed) {
            return new OtherOptions(changed);
        }
    }

    private static Options<?> none(Class<?> type) throws ReflectiveOperationException {
        return type == TimeSeriesOptions.class
                ? new TimeSeriesOptions("time")
                : (Options<?>) type.getConstructor().newInstance();
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(SAMPLES::get).toArray();
    }

    @Test
    void noneIsEmpty() {
        assertThat(new FindOptions().fields()).isEmpty();
        assertThat(new FindOptions()).isEqualTo(new FindOptions());
    }

    @Test
    void find() {
        var options = new FindOptions()
                .limit(-5)
                .hint("name_1")
                .collation(Collation.of("de"))
                .maxTime(Duration.ofNanos(1_000_001))
                .cursorType(CursorType.TAILABLE_AWAIT);
        assertThat(options.fields())
                .isEqualTo(new Document("limit", -5L)
                        .append("hint", "name_1")
                        .append("collation", new Document("locale", "de"))
                        .append("maxTimeMS", 2L)
                        .append("cursorType", "tailableAwait"));
        assertThat(options.hint(new Document("name", 1)).fields().get("hint")).isEqualTo(new Document("name", 1));
    }

    @Test
    void findOneAnd() {
        assertThat(new FindOneAndUpdateOptions()
                        .returnDocument(ReturnDocument.AFTER)
                        .arrayFilters(List.of(new Document("e.x", 1)))
                        .fields())
                .isEqualTo(new Document("returnDocument", "After")
                        .append("arrayFilters", List.of(new Document("e.x", 1))));
    }

    @Test
    void collectionsAndIndexes() {
        assertThat(new CreateCollectionOptions()
                        .timeSeries(new TimeSeriesOptions("t").metaField("m").bucketMaxSpan(Duration.ofHours(1)))
                        .expireAfter(Duration.ofMinutes(1))
                        .changeStreamPreAndPostImages(true)
                        .clusteredIndex(null)
                        .fields())
                .isEqualTo(new Document(
                                "timeseries",
                                new Document("timeField", "t")
                                        .append("metaField", "m")
                                        .append("bucketMaxSpanSeconds", 3600L))
                        .append("expireAfterSeconds", 60L)
                        .append("changeStreamPreAndPostImages", new Document("enabled", true))
                        .append("clusteredIndex", Document.of("key", new Document("_id", 1), "unique", true)));
        assertThat(new IndexOptions()
                        .version(2)
                        .sphereVersion(3)
                        .defaultLanguage("german")
                        .bounds(-1, 1)
                        .fields()
                        .keySet())
                .containsExactly("v", "2dsphereIndexVersion", "default_language", "min", "max");
        assertThat(new CreateIndexesOptions().commitQuorum("majority").fields().get("commitQuorum"))
                .isEqualTo("majority");
    }

    @Test
    void badValuesNameTheOptionAndTheValue() {
        assertThatThrownBy(() -> new FindOptions().skip(-1)).hasMessage("skip must be at least 0, got -1");
        assertThatThrownBy(() -> new FindOptions().batchSize(-1)).hasMessage("batchSize must be at least 0, got -1");
        assertThatThrownBy(() -> new CountOptions().limit(0)).hasMessage("limit must be at least 1, got 0");
        assertThatThrownBy(() -> new FindOptions().hint("")).hasMessage("hint must not be empty");
        assertThatThrownBy(() -> new FindOptions().maxTime(Duration.ofSeconds(-1)))
                .hasMessage("maxTime must not be negative, got PT-1S");
        assertThatThrownBy(() -> new UpdateOptions().arrayFilters(Arrays.asList(DOCUMENT, null)))
                .hasMessage("arrayFilters[1] must not be null");
    }

    @Test
    void rawFields() {
        var options = new FindOptions().field("rawData", true).field("let", null);
        assertThat(options.fields()).isEqualTo(Document.of("rawData", true, "let", null));
        assertThat(options.field("rawData")).isEqualTo(true);
        assertThat(options.field("other")).isNull();
        assertThatThrownBy(() -> options.field("", 1)).hasMessage("name must not be empty");
        assertThatThrownBy(() -> options.field("")).hasMessage("name must not be empty");
    }

    @Test
    void theLimitOfDepthHoldsWhereAValueIsSet() {
        var document = new Document();
        for (int depth = 2; depth < 100; depth++) {
            document = new Document("a", document);
        }
        var deepest = document;
        var options = new FindOptions().sort(deepest);
        assertThat(options.fields()).isEqualTo(Document.of("sort", deepest));
        assertThatThrownBy(() -> new FindOptions().sort(new Document("a", deepest)))
                .hasMessage("options are nested deeper than 100 levels, or contain themselves");
        var twice = new ArrayList<Object>();
        twice.add(twice);
        twice.add(twice);
        assertThatThrownBy(() -> new FindOptions().comment(twice))
                .hasMessage("options are nested deeper than 100 levels, or contain themselves");
    }

    @Test
    void whatTheDriverReadsIsTyped() {
        assertThat(new FindOptions().batchSize()).isZero();
        assertThat(new FindOptions().cursorType()).isEqualTo(CursorType.NON_TAILABLE);
        assertThat(new FindOptions().maxAwaitTime()).isZero();
        assertThat(new BulkWriteOptions().ordered()).isTrue();
        assertThat(new UpdateOptions().upsert()).isFalse();
        assertThat(new FindOneAndUpdateOptions().returnDocument()).isEqualTo(ReturnDocument.BEFORE);

        var raw = new FindOptions()
                .field("batchSize", 5L)
                .field("cursorType", "tailableAwait")
                .field("maxAwaitTimeMS", 7);
        assertThat(raw.batchSize()).isEqualTo(5);
        assertThat(raw.cursorType()).isEqualTo(CursorType.TAILABLE_AWAIT);
        assertThat(raw.maxAwaitTime()).hasMillis(7);
        assertThat(new RunCursorCommandOptions().maxTime(Duration.ofSeconds(1)).maxTime())
                .hasSeconds(1);
        assertThat(new BulkWriteOptions().ordered(false).ordered()).isFalse();
        assertThat(new UpdateOptions().upsert(true).upsert()).isTrue();
        assertThat(new FindOneAndReplaceOptions()
                        .returnDocument(ReturnDocument.AFTER)
                        .returnDocument())
                .isEqualTo(ReturnDocument.AFTER);

        assertThatThrownBy(() -> new FindOptions().field("batchSize", "x").batchSize())
                .hasMessage("batchSize must be a value of type Integer, got 'x'");
        assertThatThrownBy(
                        () -> new FindOptions().field("cursorType", "endless").cursorType())
                .hasMessage("cursorType must be one of nonTailable, tailable, tailableAwait, exhaust, got 'endless'");
        assertThatThrownBy(() -> new FindOneAndUpdateOptions()
                        .field("returnDocument", "Never")
                        .returnDocument())
                .hasMessage("returnDocument must be one of Before, After, got 'Never'");
    }
}
