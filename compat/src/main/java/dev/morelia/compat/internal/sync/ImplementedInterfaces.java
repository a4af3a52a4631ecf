package dev.morelia.compat.internal.sync;

import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCluster;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.session.ServerSession;
import dev.morelia.compat.internal.query.CompatAggregate;
import dev.morelia.compat.internal.query.CompatChangeCursor;
import dev.morelia.compat.internal.query.CompatChangeStream;
import dev.morelia.compat.internal.query.CompatCursor;
import dev.morelia.compat.internal.query.CompatDistinct;
import dev.morelia.compat.internal.query.CompatFind;
import dev.morelia.compat.internal.query.CompatListCollectionNames;
import dev.morelia.compat.internal.query.CompatListCollections;
import dev.morelia.compat.internal.query.CompatListDatabases;
import dev.morelia.compat.internal.query.CompatListIndexes;
import dev.morelia.compat.internal.query.CompatListSearchIndexes;
import dev.morelia.compat.internal.query.CompatMapReduce;
import dev.morelia.compat.internal.query.MappedIterable;
import dev.morelia.compat.internal.view.CompatServerSession;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the classes here have all methods of the interfaces of the official driver that is there at run time. That
 * driver may be newer than the one which they were compiled with; without this check a call of a method that it has
 * added would fail with an {@link AbstractMethodError}, perhaps much later.
 */
public final class ImplementedInterfaces {
    private static final List<String> MISSING = missing();

    private ImplementedInterfaces() {}

    /**
     * Checks it.
     *
     * @throws IllegalStateException if there are methods that are not implemented
     */
    public static void check() {
        if (!MISSING.isEmpty()) {
            throw new IllegalStateException("the official MongoDB driver in this program (mongodb-driver-sync"
                    + version() + ") has methods that this version of morelia-compat does not implement: " + MISSING
                    + "; use a newer morelia-compat, or the official driver that it was built with");
        }
    }

    private static String version() {
        String version = MongoClient.class.getPackage().getImplementationVersion();
        return version == null ? "" : " " + version;
    }

    @SuppressWarnings("deprecation") // map-reduce, as long as the official driver has it
    private static List<String> missing() {
        Map<Class<?>, Class<?>> implementations = new LinkedHashMap<>();
        implementations.put(MongoClient.class, CompatClient.class);
        implementations.put(MongoCluster.class, CompatCluster.class);
        implementations.put(MongoDatabase.class, CompatDatabase.class);
        implementations.put(MongoCollection.class, CompatCollection.class);
        implementations.put(MongoIterable.class, MappedIterable.class);
        implementations.put(FindIterable.class, CompatFind.class);
        implementations.put(AggregateIterable.class, CompatAggregate.class);
        implementations.put(DistinctIterable.class, CompatDistinct.class);
        implementations.put(ChangeStreamIterable.class, CompatChangeStream.class);
        implementations.put(ListCollectionsIterable.class, CompatListCollections.class);
        implementations.put(ListCollectionNamesIterable.class, CompatListCollectionNames.class);
        implementations.put(ListDatabasesIterable.class, CompatListDatabases.class);
        implementations.put(ListIndexesIterable.class, CompatListIndexes.class);
        implementations.put(ListSearchIndexesIterable.class, CompatListSearchIndexes.class);
        implementations.put(MapReduceIterable.class, CompatMapReduce.class);
        implementations.put(MongoCursor.class, CompatCursor.class);
        implementations.put(MongoChangeStreamCursor.class, CompatChangeCursor.class);
        implementations.put(ClientSession.class, CompatClientSession.class);
        implementations.put(ServerSession.class, CompatServerSession.class);
        var missing = new ArrayList<String>();
        implementations.forEach((type, implementation) -> missing.addAll(missing(type, implementation)));
        return missing;
    }

    /** The methods of an interface that a class lacks, such as {@code MongoCursor.tryNext()}. */
    public static List<String> missing(Class<?> type, Class<?> implementation) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !isImplemented(method, implementation))
                .map(method -> type.getSimpleName() + "." + method.getName()
                        + Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .toList()
                                .toString()
                                .replace('[', '(')
                                .replace(']', ')'))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isImplemented(Method method, Class<?> implementation) {
        try {
            Method found = implementation.getMethod(method.getName(), method.getParameterTypes());
            return !Modifier.isAbstract(found.getModifiers());
        } catch (NoSuchMethodException none) {
            return false;
        }
    }
}
