package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.harness.UnavailableException;
import dev.morelia.compat.CompatClients;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the official reactive driver, or its interfaces on Morelia, in a class loader of its own, where it finds the
 * version of the official driver's core that it was released with: the class path has a newer one, for the rows of the
 * blocking drivers. The build copies the jar files into a folder beside the classes.
 */
final class ReactivePeer extends URLClassLoader {
    private static final String FOLDER = "reactive-peer";

    /** Names the folder where the classes stand somewhere else. */
    private static final String PROPERTY = "morelia.reactive.peer";

    /** Everything else comes from the class path, so that both sides use the same interfaces. */
    private static final List<String> OWN = List.of(
            "com.mongodb.",
            "org.bson.",
            "reactor.",
            "org.reactivestreams.",
            "dev.morelia.compat.",
            OfficialAsync.class.getName());

    private ReactivePeer(URL[] path) {
        super(FOLDER, path, new Shared(ReactivePeer.class.getClassLoader()));
    }

    /** Connects the official reactive driver. */
    static AsyncClient<?> connect(String uri, String database, String collection)
            throws ReflectiveOperationException, IOException, URISyntaxException {
        return connect(create(), "official", uri, database, collection);
    }

    /** Connects Morelia through the interfaces of that driver. */
    static AsyncClient<?> connectMorelia(String uri, String database, String collection)
            throws ReflectiveOperationException, IOException, URISyntaxException {
        return connect(create(origin(CompatClients.class)), "onMorelia", uri, database, collection);
    }

    private static AsyncClient<?> connect(
            ReactivePeer loader, String method, String uri, String database, String collection)
            throws ReflectiveOperationException {
        return (AsyncClient<?>) loader.loadClass(OfficialAsync.class.getName())
                .getMethod(method, String.class, String.class, String.class)
                .invoke(null, uri, database, collection);
    }

    private static URL origin(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static ReactivePeer create(URL... others) throws IOException, URISyntaxException {
        var classes = origin(ReactivePeer.class);
        var named = System.getProperty(PROPERTY);
        Path folder = named == null ? Path.of(classes.toURI()).resolveSibling(FOLDER) : Path.of(named);
        if (!Files.isDirectory(folder)) {
            throw new UnavailableException("the official reactive driver is missing in " + folder
                    + ": build the module benchmarks with Maven");
        }
        List<URL> path = new ArrayList<>(List.of(others));
        path.add(classes);
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                path.add(url(jar));
            }
        }
        return new ReactivePeer(path.toArray(URL[]::new));
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /** The class path without what the peer has in a version of its own. */
    private static final class Shared extends ClassLoader {
        Shared(ClassLoader classPath) {
            super(classPath);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OWN.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
