package dev.morelia.compat.dropin;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the clients of {@code com.mongodb.client.MongoClients} and {@code
 * com.mongodb.reactivestreams.client.MongoClients} are Morelia's. They are if morelia-compat-dropin comes before the
 * official driver on the class path, unless the system property {@code morelia.compat.enabled} is false.
 */
public final class DropIn {
    static final String PROPERTY = "morelia.compat.enabled";

    private static final List<String> REPLACED =
            List.of("com.mongodb.client.MongoClients", "com.mongodb.reactivestreams.client.MongoClients");

    private DropIn() {}

    /**
     * Checks that the official driver's classes {@code MongoClients} are hidden by those of this module. A program that
     * relies on it calls this when it starts; otherwise a warning is logged when the official driver is first used.
     * Nothing is checked with the system property {@code morelia.compat.enabled=false}.
     *
     * @throws IllegalStateException if the official driver comes first on the class path; it says from where
     */
    public static void check() {
        String problem = problem();
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    /** False if the system property says that the clients are to be the official driver's. */
    public static boolean isEnabled() {
        return !"false".equalsIgnoreCase(System.getProperty(PROPERTY));
    }

    /** The settings in a connection string. */
    public static MongoClientSettings settings(ConnectionString connectionString) {
        return MongoClientSettings.builder()
                .applyConnectionString(connectionString)
                .build();
    }

    /** What check() complains about, null if nothing. */
    static @Nullable String problem() {
        if (!isEnabled()) {
            return null;
        }
        for (String name : REPLACED) {
            Class<?> type = load(name);
            if (!Replacement.class.isAssignableFrom(type)) {
                return name + " is that of " + place(type) + ", which comes before morelia-compat-dropin, "
                        + place(DropIn.class) + ", on the class path: the clients are not Morelia's. Name the "
                        + "dependency morelia-compat-dropin before all that bring the official driver, or create the "
                        + "clients with CompatClients.";
            }
        }
        return null;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, DropIn.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("morelia-compat-dropin has lost its class " + name, e);
        }
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "an unknown place"
                : source.getLocation().toString();
    }
}
