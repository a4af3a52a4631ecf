package dev.morelia.compat.internal.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.compat.internal.sync.ImplementedInterfaces;
import java.io.File;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReactiveInterfacesTest {
    /** What the official driver makes itself, from our collections, or what needs libmongocrypt. */
    private static final Set<String> ELSEWHERE = Set.of("ReactiveContextProvider");

    @Test
    void eachMethodOfTheInterfacesIsImplemented() {
        for (Class<?> implementation : ReactiveInterfaces.IMPLEMENTATIONS) {
            assertThat(Arrays.stream(implementation.getMethods()).filter(m -> Modifier.isAbstract(m.getModifiers())))
                    .as(implementation.getSimpleName())
                    .isEmpty();
            assertThat(ReactiveInterfaces.interfaces(implementation)
                            .flatMap(type -> ImplementedInterfaces.missing(type, implementation).stream()))
                    .isEmpty();
        }
        ReactiveInterfaces.check();
    }

    @Test
    void eachInterfaceIsImplemented() throws Exception {
        var implemented = ReactiveInterfaces.IMPLEMENTATIONS.stream()
                .flatMap(ReactiveInterfaces::interfaces)
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        var missing = new TreeSet<>(interfaces());
        missing.removeAll(implemented);
        missing.removeAll(ELSEWHERE);
        assertThat(missing).isEmpty();
    }

    /** The simple names of the public interfaces in the package of the official driver. */
    private static Set<String> interfaces() throws Exception {
        String folder = "com/mongodb/reactivestreams/client/";
        var jar = new File(com.mongodb.reactivestreams.client.MongoClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var names = new TreeSet<String>();
        try (var file = new JarFile(jar)) {
            for (var entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                if (name.startsWith(folder) && name.endsWith(".class") && name.indexOf('/', folder.length()) < 0) {
                    Class<?> type =
                            Class.forName(name.substring(0, name.length() - 6).replace('/', '.'));
                    if (type.isInterface() && Modifier.isPublic(type.getModifiers())) {
                        names.add(type.getSimpleName());
                    }
                }
            }
        }
        return names;
    }
}
