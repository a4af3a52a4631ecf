package dev.morelia.compat.internal.reactive;

import com.mongodb.reactivestreams.client.MongoClient;
import dev.morelia.compat.internal.sync.ImplementedInterfaces;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the classes here have all methods of the interfaces of the official driver that is there at run time, which
 * may be newer than the one they were compiled with.
 */
final class ReactiveInterfaces {
    static final List<Class<?>> IMPLEMENTATIONS = List.of(
            ReactiveClient.class,
            ReactiveCluster.class,
            ReactiveDatabase.class,
            ReactiveCollection.class,
            ReactiveFind.class,
            ReactiveAggregate.class,
            ReactiveDistinct.class,
            ReactiveChangeStream.class,
            ReactiveListCollections.class,
            ReactiveListCollectionNames.class,
            ReactiveListDatabases.class,
            ReactiveListIndexes.class,
            ReactiveListSearchIndexes.class,
            ReactiveMapReduce.class,
            ReactiveClientSession.class,
            ReactiveServerSession.class);

    private static final List<String> MISSING = IMPLEMENTATIONS.stream()
            .flatMap(implementation -> interfaces(implementation)
                    .flatMap(type -> ImplementedInterfaces.missing(type, implementation).stream()))
            .toList();

    private ReactiveInterfaces() {}

    /**
     * Checks it.
     *
     * @throws IllegalStateException if there are methods that are not implemented
     */
    static void check() {
        if (!MISSING.isEmpty()) {
            String version = MongoClient.class.getPackage().getImplementationVersion();
            throw new IllegalStateException(
                    "the official MongoDB driver in this program (mongodb-driver-reactivestreams "
                            + (version == null ? "of unknown version" : version)
                            + ") has methods that this version of morelia-compat does not implement: " + MISSING
                            + "; use a newer morelia-compat, or the official driver that it was built with");
        }
    }

    static Stream<Class<?>> interfaces(Class<?> implementation) {
        return Stream.of(implementation.getInterfaces())
                .filter(type -> type.getName().startsWith("com.mongodb."));
    }
}
