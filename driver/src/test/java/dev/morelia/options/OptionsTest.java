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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All options records by the same rules, and the single options that are more than a field. */
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
            Map.entry(ReturnDocument.class, ReturnDocument.AFTER),
            Map.entry(TimeSeriesOptions.class, new TimeSeriesOptions("time")));

    static Stream<Class<?>> records() {
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
    @MethodSource("records")
    void eachOptionAddsItsFieldAndLeavesTheOriginalAlone(Class<?> type) throws ReflectiveOperationException {
        var withers = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == type)
                .toList();
        assertThat(withers).isNotEmpty();
        Set<String> names = new HashSet<>();
        for (Method wither : withers) {
            Object before = of(type, new Document());
            Object after = wither.invoke(before, arguments(wither));
            assertThat(fields(before)).as(wither.getName()).isEmpty();
            assertThat(fields(after)).as(wither.getName()).isNotEmpty();
            names.addAll(fields(after).keySet());
            // Set twice, an option has its last value.
            assertThat(fields(wither.invoke(after, arguments(wither)))).isEqualTo(fields(after));
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo((int)
                withers.stream().map(Method::getName).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("records")
    void nobodyElseCanChangeTheFields(Class<?> type) throws ReflectiveOperationException {
        var inner = new ArrayList<Object>(List.of(new Document("y", 1)));
        var given = new Document("a", new Document("b", inner));
        Object options = of(type, given);

        given.append("later", 1);
        inner.clear();
        fields(options).clear();
        fields(options).document("a").put("b", "gone");

        assertThat(fields(options)).isEqualTo(new Document("a", new Document("b", List.of(new Document("y", 1)))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordsHaveOneComponentAndCompareByIt(Class<?> type) throws ReflectiveOperationException {
        assertThat(type.getRecordComponents())
                .extracting(RecordComponent::getName)
                .containsExactly("fields");
        assertThat(of(type, DOCUMENT)).isEqualTo(of(type, DOCUMENT)).hasSameHashCodeAs(of(type, DOCUMENT));
        assertThat(of(type, DOCUMENT)).isNotEqualTo(of(type, new Document()));
    }

    private static Object of(Class<?> type, Document fields) throws ReflectiveOperationException {
        return type.getConstructor(Document.class).newInstance(fields);
    }

    private static Document fields(Object options) throws ReflectiveOperationException {
        return (Document) options.getClass().getMethod("fields").invoke(options);
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(SAMPLES::get).toArray();
    }

    @Test
    void noneIsEmpty() {
        assertThat(new FindOptions().fields()).isEmpty();
        assertThat(new FindOptions()).isEqualTo(new FindOptions(new Document()));
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

    @ParameterizedTest
    @MethodSource("records")
    void nullIsRefused(Class<?> type) throws ReflectiveOperationException {
        var constructor = type.getConstructor(Document.class);
        assertThatThrownBy(() -> constructor.newInstance((Object) null))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("fields must not be null");
    }
}
