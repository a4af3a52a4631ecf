package dev.morelia.compat.dropin;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates clients with the official driver's class that one of this module hides.
 *
 * @param <T> the type of the clients
 */
public final class HiddenClients<T> {
    private final Class<T> type;
    private final Method create;

    private HiddenClients(Class<T> type, Method create) {
        this.type = type;
        this.create = create;
    }

    /**
     * The clients of the class with the name of this one that comes next on the class path.
     *
     * @throws IllegalStateException if there is none
     */
    public static <T> HiddenClients<T> behind(Class<? extends Replacement> replacement, Class<T> type) {
        try {
            return new HiddenClients<>(
                    type,
                    hidden(replacement).getMethod("create", MongoClientSettings.class, MongoDriverInformation.class));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("This version of the official driver creates clients in another way", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class itself, in a loader of its own. All else that it uses is the program's. */
    static Class<?> hidden(Class<? extends Replacement> replacement) throws IOException {
        var parent = Objects.requireNonNull(replacement.getClassLoader());
        var resource = replacement.getName().replace('.', '/') + ".class";
        for (URL place : Collections.list(parent.getResources(resource))) {
            Class<?> found = new OneClass(parent).define(replacement.getName(), place);
            if (!Replacement.class.isAssignableFrom(found)) {
                return found;
            }
        }
        throw new IllegalStateException("There is no " + replacement.getName() + " of the official driver on the class "
                + "path, as in a jar made of several: to go back to it, build the program without "
                + "morelia-compat-dropin.");
    }

    /** Creates a client of the official driver. */
    public T create(MongoClientSettings settings, @Nullable MongoDriverInformation information) {
        try {
            return type.cast(create.invoke(null, settings, information));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static final class OneClass extends ClassLoader {
        OneClass(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(String name, URL place) throws IOException {
            byte[] bytes;
            try (InputStream stream = place.openStream()) {
                bytes = stream.readAllBytes();
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
