package dev.morelia.async;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every public method of the blocking API has its twin in the async API, with the same name and parameters, and the
 * other way round. What differs is listed here, with the reason. Static methods are not compared: a program calls
 * {@code MongoClient.create(...).async()}.
 */
class ParityTest {
    /** Blocking types without a twin. */
    private static final Map<String, String> BLOCKING_TYPES = Map.ofEntries(
            Map.entry("ChangeStream", "a subscription takes its place"),
            Map.entry("GridFsDownloadStream", "a publisher takes its place"),
            Map.entry("GridFsFile", "a value, which both APIs share"),
            Map.entry("GridFsOptions", "a value, which both APIs share"),
            Map.entry("GridFsUploadOptions", "a value, which both APIs share"),
            Map.entry("GridFsUploadStream", "a publisher takes its place"),
            Map.entry("MongoCursor", "a subscription takes its place"),
            Map.entry("RawBatch", "a value, which both APIs share"),
            Map.entry("RawBatchCursor", "a subscription takes its place"));

    /** Blocking methods without a twin, by type or for all types, and name. */
    private static final Map<String, String> BLOCKING_METHODS = Map.ofEntries(
            Map.entry("*.async", "the twin of blocking()"),
            Map.entry("*.inTransaction", "the body returns a stage"),
            Map.entry("*.callInTransaction", "the body returns a stage"),
            Map.entry("ClientSession.call", "runs on the calling thread, and throws what the code throws"),
            Map.entry("DurableQuery.open", "does I/O"),
            Map.entry("GridFsBucket.openUploadStream", "takes a publisher instead"),
            Map.entry("GridFsBucket.uploadFromStream", "takes a publisher instead"),
            Map.entry("GridFsBucket.openDownloadStream", "download(Object) returns a publisher"),
            Map.entry("GridFsBucket.openDownloadStreamByName", "downloadByName(String) returns a publisher"),
            Map.entry("GridFsBucket.downloadToStream", "download(Object) returns a publisher"),
            Map.entry("GridFsBucket.downloadToStreamByName", "downloadByName(String) returns a publisher"),
            Map.entry("TransactionBody.run", "returns a stage"),
            Map.entry("*.cursor", "a subscription takes its place"),
            Map.entry("*.iterator", "a subscription takes its place"),
            Map.entry("*.spliterator", "a subscription takes its place"),
            Map.entry("*.stream", "a subscription takes its place"));

    /** Async methods without a twin, by type or for all types, and signature. */
    private static final Map<String, String> ASYNC_METHODS = Map.ofEntries(
            Map.entry("*.blocking()", "the twin of async()"),
            Map.entry("*.inTransaction(AsyncTransactionBody<?>)", "the body returns a stage"),
            Map.entry("*.inTransaction(TransactionOptions, AsyncTransactionBody<?>)", "the body returns a stage"),
            Map.entry("*.callInTransaction(AsyncTransactionBody<R>)", "the body returns a stage"),
            Map.entry("*.callInTransaction(TransactionOptions, AsyncTransactionBody<R>)", "the body returns a stage"),
            Map.entry("AsyncChangeStreamQuery.progress()", "takes the place of ChangeStream.resumeToken()"),
            Map.entry("AsyncClientSession.call(Callable<R>)", "runs on the calling thread"),
            Map.entry("AsyncDurableQuery.open()", "does I/O"),
            Map.entry("AsyncGridFsBucket.upload(String, Flow$Publisher<ByteBuffer>)", "takes a publisher"),
            Map.entry(
                    "AsyncGridFsBucket.upload(String, Flow$Publisher<ByteBuffer>, GridFsUploadOptions)",
                    "takes a publisher"),
            Map.entry("AsyncGridFsBucket.download(Object)", "returns a publisher"),
            Map.entry("AsyncGridFsBucket.downloadByName(String)", "returns a publisher"),
            Map.entry("AsyncGridFsBucket.downloadByName(String, int)", "returns a publisher"),
            Map.entry("AsyncTransactionBody.run(AsyncClientSession)", "returns a stage"),
            Map.entry("*.subscribe(Flow$Subscriber<? super T>)", "takes the place of cursor()"),
            Map.entry("*.subscribe(Flow$Subscriber<? super RawBatch>)", "takes the place of cursor()"),
            Map.entry("AsyncQuery.toString()", "Query is an interface, whose implementations have it"),
            Map.entry("AsyncMongoClient.closeAsync()", "close() blocks, for try-with-resources"),
            Map.entry("AsyncMongoCollection.insertMany(Flow$Publisher<? extends T>)", "takes a publisher as a Stream"),
            Map.entry(
                    "AsyncMongoCollection.insertMany(Flow$Publisher<? extends T>, InsertManyOptions)",
                    "takes a publisher as a Stream"));

    /** Methods that return the same in both APIs, instead of a future. */
    private static final Map<String, String> SAME_RESULT = Map.ofEntries(
            Map.entry("MongoClient.settings", "does no I/O"),
            Map.entry("MongoClient.description", "does no I/O"),
            Map.entry("MongoClient.asyncUse", "does no I/O"),
            Map.entry("MongoClient.poolUse", "does no I/O"),
            Map.entry("MongoClient.nodes", "does no I/O"),
            Map.entry("MongoClient.maxPoolSize", "does no I/O"),
            Map.entry("MongoClient.localThreshold", "does no I/O"),
            Map.entry("MongoClient.appendMetadata", "does no I/O"),
            Map.entry("MongoClient.closeCursor", "another thread closes the cursor"),
            Map.entry("MongoClient.close", "for try-with-resources; closeAsync() returns a future"),
            Map.entry("ClientSession.options", "does no I/O"),
            Map.entry("ClientSession.id", "does no I/O"),
            Map.entry("ClientSession.clusterTime", "does no I/O"),
            Map.entry("ClientSession.operationTime", "does no I/O"),
            Map.entry("ClientSession.snapshotTime", "does no I/O"),
            Map.entry("ClientSession.advanceClusterTime", "does no I/O"),
            Map.entry("ClientSession.advanceOperationTime", "does no I/O"),
            Map.entry("ClientSession.startTransaction", "does no I/O"),
            Map.entry("ClientSession.isInTransaction", "does no I/O"),
            Map.entry("ClientSession.run", "runs on the calling thread"),
            Map.entry("ClientSession.pinnedAddress", "does no I/O"),
            Map.entry("ClientSession.isPinned", "does no I/O"),
            Map.entry("ClientSession.isDirty", "does no I/O"),
            Map.entry("ClientSession.isClosed", "does no I/O"),
            Map.entry("DurableChanges.metrics", "does no I/O"),
            Map.entry("GridFsBucket.bucketName", "does no I/O"),
            Map.entry("MongoDatabase.name", "does no I/O"),
            Map.entry("MongoCollection.namespace", "does no I/O"),
            Map.entry("*.field", "does no I/O"),
            Map.entry("*.toString", "does no I/O"));

    private static final Map<Type, String> BOXES =
            Map.of(void.class, "Void", boolean.class, "Boolean", int.class, "Integer", long.class, "Long");

    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=@?[A-Z])");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w+");

    private final Map<String, Class<?>> blocking = new HashMap<>();
    private final Map<String, Class<?>> twins = new HashMap<>();
    private final Set<String> used = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();
    private int compared;

    @Test
    void everyMethodHasItsTwin() throws Exception {
        compareAll();
        assertThat(complaints).isEmpty();
        assertThat(compared).as("compared methods").isGreaterThan(200);
    }

    private void compareAll() throws Exception {
        publicTypes("dev.morelia").forEach(type -> blocking.put(type.getSimpleName(), type));
        publicTypes("dev.morelia.gridfs").forEach(type -> blocking.put(type.getSimpleName(), type));
        publicTypes("dev.morelia.async").forEach(type -> twins.put(type.getSimpleName(), type));
        blocking.keySet().stream()
                .filter(name -> name.startsWith("Async"))
                .toList()
                .forEach(name -> {
                    twins.put(name, blocking.get(name));
                    blocking.remove(name);
                });
        assertThat(twins).isNotEmpty();
        blocking.forEach((name, type) -> {
            var twin = twins.get("Async" + name);
            if (twin != null) {
                compare(type, twin);
            } else if (!isListed(BLOCKING_TYPES, "", name)) {
                complaints.add(name + " has no twin");
            }
        });
    }

    @Test
    void everyExceptionIsNeeded() throws Exception {
        compareAll();
        var listed = new TreeSet<String>();
        Stream.of(BLOCKING_TYPES, BLOCKING_METHODS, ASYNC_METHODS, SAME_RESULT)
                .forEach(list -> listed.addAll(list.keySet()));
        assertThat(used).isEqualTo(listed);
    }

    @Test
    void differencesAreFound() {
        twins.put("AsyncMongoDatabase", AsyncMongoDatabase.class);
        compare(Thing.class, AsyncThing.class);
        assertThat(complaints)
                .containsExactlyInAnyOrder(
                        "Thing: count() returns CompletableFuture<Integer>, not CompletableFuture<Long>",
                        "Thing: find(String) has no twin",
                        "Thing: missing() has no twin",
                        "Thing: rename(@Nullable() String) has no twin",
                        "Thing: save() returns void, not CompletableFuture<Void>",
                        "AsyncThing.find(Object) has no blocking twin",
                        "AsyncThing.rename(String) has no blocking twin");
    }

    interface Thing {
        long count();

        String find(String name);

        void missing();

        String same(List<String> names);

        void rename(@Nullable String name);

        void save();

        MongoDatabase view();
    }

    interface AsyncThing {
        CompletableFuture<Integer> count();

        CompletableFuture<String> find(Object name);

        CompletableFuture<String> same(List<String> names);

        CompletableFuture<Void> rename(String name);

        void save();

        AsyncMongoDatabase view();
    }

    private void compare(Class<?> type, Class<?> twin) {
        var expected = new HashSet<String>();
        var actual = new HashMap<String, Method>();
        methods(twin).forEach(method -> actual.put(signature(method), method));
        for (Method method : methods(type).toList()) {
            if (method.getDeclaringClass().getName().startsWith("dev.morelia.options.")) {
                expected.add(signature(method));
                check(methods(twin).anyMatch(method::equals), type, method + " has no twin");
            } else if (!isListed(BLOCKING_METHODS, type.getSimpleName() + ".", method.getName())) {
                String signature = asAsync(signature(method));
                expected.add(signature);
                Method same = actual.get(signature);
                check(same != null, type, signature + " has no twin");
                if (same != null) {
                    compare(type, method, same);
                }
            }
        }
        actual.keySet().stream()
                .filter(signature -> !expected.contains(signature))
                .filter(signature -> !isListed(ASYNC_METHODS, twin.getSimpleName() + ".", signature))
                .forEach(signature -> complaints.add(twin.getSimpleName() + "." + signature + " has no blocking twin"));
        var interfaces = text(twin.getAnnotatedInterfaces());
        for (AnnotatedType one : type.getAnnotatedInterfaces()) {
            if (text(one).startsWith("Options$")) {
                check(interfaces.contains(asAsync(text(one))), type, "the twin does not implement " + text(one));
            }
        }
    }

    private void compare(Class<?> type, Method method, Method twin) {
        compared++;
        String same = asAsync(text(method.getAnnotatedReturnType()));
        String expected;
        if (isListed(SAME_RESULT, type.getSimpleName() + ".", method.getName()) || same.startsWith("Async")) {
            expected = same;
        } else {
            expected = "CompletableFuture<" + BOXES.getOrDefault(method.getReturnType(), same) + ">";
        }
        String actual = text(twin.getAnnotatedReturnType());
        check(actual.equals(expected), type, signature(method) + " returns " + actual + ", not " + expected);
        check(
                twin.isAnnotationPresent(Deprecated.class) == method.isAnnotationPresent(Deprecated.class),
                type,
                signature(method) + " is deprecated in one API alone");
        check(twin.getExceptionTypes().length == 0, type, signature(method) + " throws, instead of its future");
    }

    private void check(boolean holds, Class<?> type, String complaint) {
        if (!holds) {
            complaints.add(type.getSimpleName() + ": " + complaint);
        }
    }

    private boolean isListed(Map<String, String> list, String type, String name) {
        var keys = Set.of("*." + name, type + name);
        used.addAll(keys.stream().filter(list::containsKey).toList());
        return keys.stream().anyMatch(list::containsKey);
    }

    /** Instance methods; those that both APIs have from the JDK's interfaces are left out. */
    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class);
    }

    /** A signature of the blocking API in that of the async one. */
    private String asAsync(String signature) {
        return NAME.matcher(signature)
                .replaceAll(name -> (twins.containsKey("Async" + name.group()) ? "Async" : "") + name.group())
                // Checked exceptions come through the future.
                .replace(", X>", ">")
                .replace("<X>", "");
    }

    private static String signature(Method method) {
        return method.getName() + "(" + text(method.getAnnotatedParameterTypes()) + ")";
    }

    private static String text(AnnotatedType... types) {
        return Arrays.stream(types)
                .map(type -> QUALIFIER.matcher(type.toString()).replaceAll(""))
                .collect(joining(", "));
    }

    private static Stream<Class<?>> publicTypes(String name) throws Exception {
        var root = Path.of(MongoClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var types = new ArrayList<Class<?>>();
        try (var files = Files.list(root.resolve(name.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String simple = file.getFileName().toString();
                if (simple.matches("\\w+\\.class")) {
                    types.add(Class.forName(name + "." + simple.replace(".class", "")));
                }
            }
        }
        return types.stream().filter(type -> Modifier.isPublic(type.getModifiers()));
    }
}
