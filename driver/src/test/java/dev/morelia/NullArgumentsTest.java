package dev.morelia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.DbRef;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.AsyncGridFsDownload;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsDownloadStream;
import dev.morelia.gridfs.GridFsUploadStream;
import dev.morelia.gridfs.SampleDownload;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.options.FindOptions;
import dev.morelia.options.Options;
import dev.morelia.settings.Secret;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every public method rejects null, and lists, maps and functions that contain or return null, with an exception that
 * names the argument, unless the parameter is declared nullable. There is no server here: a null that is found only
 * when the command is encoded would not be found at all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NullArgumentsTest {
    private static final List<String> PACKAGES =
            List.of("", "async/", "builder/", "gridfs/", "options/", "options/admin/", "settings/", "spi/");

    /** Methods inherited from the JDK, whose documentation says what they do with null. */
    private static final Set<String> NOT_OURS = Set.of("equals", "compareTo", "subscribe", "valueOf");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MongoClient client =
            MongoClient.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1&directConnection=true");
    private final Map<Class<?>, Object> samples = new HashMap<>(Map.ofEntries(
            Map.entry(boolean.class, true),
            Map.entry(char.class, 'c'),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(double.class, 0.5),
            Map.entry(String.class, "text"),
            Map.entry(Object.class, new Document("$set", new Document("a", 1))),
            Map.entry(Number.class, 1),
            Map.entry(Long.class, 1L),
            Map.entry(Double.class, 0.5),
            Map.entry(Class.class, Document.class),
            Map.entry(Document.class, new Document("$set", new Document("a", 1))),
            Map.entry(DbRef.class, new DbRef("people", 1)),
            Map.entry(Duration.class, Duration.ofSeconds(100)),
            Map.entry(Pattern.class, Pattern.compile("a")),
            Map.entry(UnaryOperator.class, UnaryOperator.identity()),
            Map.entry(Predicate.class, (Predicate<String>) host -> true),
            Map.entry(Codec.class, CodecRegistry.standard().codec(Document.class)),
            Map.entry(TypeReference.class, new TypeReference<Document>() {}),
            Map.entry(CodecRegistry.class, CodecRegistry.standard()),
            Map.entry(ServerAddress.class, new ServerAddress("localhost", 1)),
            Map.entry(Secret.class, Secret.of("secret")),
            Map.entry(Options.class, new FindOptions()),
            Map.entry(MongoClient.class, client),
            Map.entry(ClientSession.class, client.startSession()),
            Map.entry(MongoClient.Builder.class, MongoClient.builder()),
            Map.entry(MongoDatabase.class, client.database("app")),
            Map.entry(MongoCollection.class, client.database("app").collection("people")),
            Map.entry(
                    AggregateQuery.class,
                    client.database("app").collection("people").aggregate(List.of(new Document()))),
            Map.entry(ChangeStream.class, changeStream()),
            Map.entry(ChangeStreamQuery.class, client.database("app").watch()),
            Map.entry(DurableChanges.class, new DurableChanges<>(absent(), event -> event, bridge())),
            Map.entry(DurableQuery.class, client.database("app").watch().durable("audit")),
            Map.entry(RuntimeException.class, new IllegalStateException()),
            Map.entry(CursorQuery.class, client.database("app").listCollections()),
            Map.entry(
                    FindQuery.class, client.database("app").collection("people").find()),
            Map.entry(GridFsBucket.class, GridFsBucket.of(client.database("app"))),
            Map.entry(GridFsDownloadStream.class, SampleDownload.of(client.database("app"))),
            Map.entry(
                    GridFsUploadStream.class,
                    GridFsBucket.of(client.database("app")).openUploadStream("text")),
            Map.entry(Flow.Publisher.class, (Flow.Publisher<Object>) subscriber -> {}),
            Map.entry(InputStream.class, InputStream.nullInputStream()),
            Map.entry(OutputStream.class, OutputStream.nullOutputStream()),
            Map.entry(Path.class, Path.of("text")),
            Map.entry(MongoCursor.class, cursor(client.database("app").collection("people"))),
            Map.entry(RawBatch.class, new RawBatch(CursorBatch.empty(new ServerAddress("localhost", 1)))),
            Map.entry(Query.class, client.database("app").listCollections()),
            Map.entry(
                    RawBatches.class,
                    client.database("app").collection("people").find().rawBatches()),
            Map.entry(
                    RawBatchCursor.class,
                    new RawBatchCursor(batches(client.database("app").collection("people")))),
            Map.entry(
                    SearchIndexes.class,
                    client.database("app").collection("people").searchIndexes())));
    private final List<String> complaints = new ArrayList<>();
    private int calls;

    private Bridge bridge() {
        return client.database("app").collection("people").core().bridge();
    }

    /** A change stream without a cursor, which needs no server. */
    private static ChangeStream<RawDocument> changeStream() {
        return new ChangeStream<>(absent(), event -> event);
    }

    /** A cursor without documents, which needs no server. */
    private static MongoCursor<Document> cursor(MongoCollection<Document> collection) {
        return new MongoCursor<>(batches(collection), collection.codec()::decode);
    }

    private static BatchCursor batches(MongoCollection<?> collection) {
        var core = collection.core();
        var none = RawDocument.encode(new Document("firstBatch", List.of()));
        var server = new ServerAddress("localhost", 1);
        var batch = new CursorBatch(new ServerCursor(0, "", server), none, "firstBatch", none);
        var call = core.executor().callOfSeveral(collection.context());
        return new BatchCursor(core.cursors(), call, "find", batch, GetMoreOptions.DEFAULT);
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void nullIsRejectedByName() throws Exception {
        for (Class<?> type : publicTypes()) {
            for (Constructor<?> constructor : type.getConstructors()) {
                if (!isAsync(type)) { // Their constructors take a Bridge, which is not exported.
                    check(constructor, null);
                }
            }
            for (Method method : type.getMethods()) {
                if (method.getDeclaringClass().getName().startsWith("dev.morelia.")
                        && !method.isSynthetic()
                        && !NOT_OURS.contains(method.getName())
                        && method.getParameterCount() > 0) {
                    check(method, Modifier.isStatic(method.getModifiers()) ? null : sample(type));
                }
            }
        }
        assertThat(complaints).isEmpty();
        assertThat(calls).as("calls found to test").isGreaterThan(500);
    }

    @Test
    void settingsMustNotBecomeNull() {
        var builder = MongoClient.builder().settings(settings -> absent());
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("must not be null");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as callers without a null checker do
    private static <T> T absent() {
        return (T) null;
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        var root = Path.of(MongoClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var types = new ArrayList<Class<?>>();
        for (String name : PACKAGES) {
            var folder = "dev/morelia/" + name;
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    var simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.endsWith("-info.class")) {
                        var type = Class.forName((folder + simple.replace(".class", "")).replace('/', '.'));
                        if (isPublic(type)) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isInterface()
                && (outer == null || Modifier.isPublic(outer.getModifiers()));
    }

    /** Whether it is the async API of a class, made by the method {@code async()} of that. */
    private static boolean isAsync(Class<?> type) {
        return type.getName().matches("dev\\.morelia\\.(async|gridfs)\\.Async\\w+") && !type.isInterface();
    }

    private void check(Executable executable, @Nullable Object target) throws ReflectiveOperationException {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        for (int i = 0; i < types.length; i++) {
            for (Map.Entry<String, @Nullable Object> bad : badValues(types[i]).entrySet()) {
                if (executable.getDeclaringClass() == MongoClient.Builder.class
                        && bad.getValue() instanceof UnaryOperator) {
                    continue; // It is called only when the client is built.
                }
                @Nullable Object[] arguments = new @Nullable Object[types.length];
                for (int other = 0; other < types.length; other++) {
                    arguments[other] = other == i ? bad.getValue() : sample(types[other]);
                }
                check(executable, target, arguments, i, bad.getKey());
            }
        }
    }

    private void check(
            Executable executable, @Nullable Object target, @Nullable Object[] arguments, int at, String what)
            throws ReflectiveOperationException {
        calls++;
        var call = executable.getDeclaringClass().getSimpleName() + "." + executable.getName()
                + Arrays.stream(executable.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList() + " with " + what + " at " + at;
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else if (((Method) executable).invoke(target, arguments) instanceof CompletableFuture<?> future) {
                future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            complaints.add(call + " accepts it");
        } catch (TimeoutException | InterruptedException e) {
            complaints.add(call + " does not complete: " + e);
        } catch (InvocationTargetException | ExecutionException e) {
            Throwable failure = e.getCause();
            if (!(failure instanceof IllegalArgumentException)
                    || !String.valueOf(failure.getMessage()).matches("(?s).+ must not be null.*")) {
                complaints.add(call + " throws " + failure);
            }
        }
    }

    /** Values that this parameter must reject, by description. */
    private Map<String, @Nullable Object> badValues(AnnotatedType type) throws ReflectiveOperationException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Class<?> raw = raw(type.getType());
        if (raw.isPrimitive()) {
            return values;
        }
        if (!takesNull(type)) {
            values.put("null", null);
        }
        if (type instanceof AnnotatedArrayType array) {
            if (!raw.getComponentType().isPrimitive() && !takesNull(array.getAnnotatedGenericComponentType())) {
                values.put("[null]", Array.newInstance(raw.getComponentType(), 1));
            }
        } else if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType last =
                    generic.getAnnotatedActualTypeArguments()[generic.getAnnotatedActualTypeArguments().length - 1];
            if (raw == UnaryOperator.class && !generic.getType().toString().contains("List")) {
                values.put("a function to null", (UnaryOperator<@Nullable Object>) ignored -> null);
            } else if (raw == List.class || raw == Iterable.class || raw == Collection.class) {
                if (!takesNull(last)) {
                    values.put("[null]", Collections.singletonList(null));
                }
                if (raw(last.getType()) == Map.class) {
                    values.put("[{text: null}]", List.of(Collections.singletonMap("text", null)));
                }
            } else if (raw == Map.class) {
                values.put("{text: null}", Collections.singletonMap("text", null));
                values.put("{null: ...}", Collections.singletonMap(null, sample(last)));
            }
        }
        return values;
    }

    private static boolean takesNull(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class)
                || (type instanceof java.lang.reflect.AnnotatedWildcardType wildcard
                        && takesNull(wildcard.getAnnotatedUpperBounds()[0]));
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case java.lang.reflect.GenericArrayType array ->
                raw(array.getGenericComponentType()).arrayType();
            case java.lang.reflect.WildcardType wildcard -> raw(wildcard.getUpperBounds()[0]);
            default -> Object.class;
        };
    }

    /** A valid value; null if the parameter is nullable. */
    private @Nullable Object sample(AnnotatedType type) throws ReflectiveOperationException {
        if (takesNull(type)) {
            return null;
        }
        Class<?> raw = raw(type.getType());
        if (raw == Object.class && !(type.getType() instanceof Class)) {
            return new Document("a", 1);
        }
        if (type instanceof AnnotatedParameterizedType generic && !samples.containsKey(raw)) {
            AnnotatedType last =
                    generic.getAnnotatedActualTypeArguments()[generic.getAnnotatedActualTypeArguments().length - 1];
            if (raw == List.class || raw == Iterable.class || raw == Collection.class) {
                return Collections.nCopies(3, sample(last));
            }
            if (raw == Map.class) {
                return Collections.singletonMap("text", sample(last));
            }
        }
        return sample(raw);
    }

    private Object sample(Class<?> type) throws ReflectiveOperationException {
        if (type == AsyncGridFsDownload.class) {
            return ((AsyncGridFsBucket) sample(AsyncGridFsBucket.class)).download("id");
        }
        if (isAsync(type)) {
            Object blocking =
                    sample(Class.forName(type.getName().replace(".async.", ".").replace("Async", "")));
            return blocking.getClass().getMethod("async").invoke(blocking);
        }
        Object known = samples.get(type);
        if (known == null) {
            known = make(type);
            samples.put(type, known);
        }
        return known;
    }

    private Object make(Class<?> type) throws ReflectiveOperationException {
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), 2);
            Array.set(array, 0, sample(type.getComponentType()));
            Array.set(array, 1, sample(type.getComponentType()));
            return array;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && type.isInstance(field.get(null))) {
                return field.get(null);
            }
        }
        var ways = new ArrayList<Executable>(Arrays.stream(type.getMethods())
                .filter(method ->
                        Modifier.isStatic(method.getModifiers()) && type.isAssignableFrom(method.getReturnType()))
                .sorted((a, b) -> a.getParameterCount() - b.getParameterCount())
                .toList());
        ways.addAll(List.of(type.getConstructors()));
        for (Executable way : ways) {
            AnnotatedType[] types = way.getAnnotatedParameterTypes();
            @Nullable Object[] arguments = new @Nullable Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = sample(types[i]);
            }
            try {
                return way instanceof Constructor<?> constructor
                        ? constructor.newInstance(arguments)
                        : ((Method) way).invoke(null, arguments);
            } catch (InvocationTargetException notThisWay) {
                // The sample values are invalid for it; try another way.
            }
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> null);
        }
        throw new AssertionError("no way to make a sample of " + type);
    }
}
