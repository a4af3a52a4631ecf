package dev.morelia.compat.internal.values;

import com.mongodb.MongoClientSettings;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.ServerSettings;
import com.mongodb.connection.SocketSettings;
import com.mongodb.connection.SslSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings of versions of the official driver that are newer than the one that this module is compiled against. They
 * are read by name; unknown ones are rejected unless they have their default.
 */
final class NewerSettings {
    static final String MAX_ADAPTIVE_RETRIES = "getMaxAdaptiveRetries";
    static final String OVERLOAD_RETARGETING = "getEnableOverloadRetargeting";
    static final String ALLOWED_HOSTS_SUFFIX = "getSrvAllowedHostsSuffix";

    /** All accessors that {@link Settings} reads, or knows not to matter. */
    private static final Set<String> KNOWN = Set.of(
            // MongoClientSettings
            "getDnsClient",
            "getInetAddressResolver",
            "getReadPreference",
            "getCredential",
            "getWriteConcern",
            "getRetryWrites",
            "getRetryReads",
            MAX_ADAPTIVE_RETRIES,
            OVERLOAD_RETARGETING,
            "getReadConcern",
            "getCodecRegistry",
            "getTransportSettings",
            "getCommandListeners",
            "getApplicationName",
            "getCompressorList",
            "getUuidRepresentation",
            "getServerApi",
            "getAutoEncryptionSettings",
            "getLoggerSettings",
            "getClusterSettings",
            "getSslSettings",
            "getSocketSettings",
            "getHeartbeatSocketSettings",
            "getConnectionPoolSettings",
            "getServerSettings",
            "getContextProvider",
            "getObservabilitySettings",
            // ClusterSettings
            "getSrvHost",
            "getSrvMaxHosts",
            "getSrvServiceName",
            ALLOWED_HOSTS_SUFFIX,
            "getHosts",
            "getMode",
            "getRequiredClusterType",
            "getRequiredReplicaSetName",
            "getServerSelector",
            "getClusterListeners",
            "getShortDescription",
            // ServerSettings
            "getServerMonitoringMode",
            "getServerListeners",
            "getServerMonitorListeners",
            // SocketSettings
            "getProxySettings",
            "getReceiveBufferSize",
            "getSendBufferSize",
            // ConnectionPoolSettings
            "getMaxSize",
            "getMinSize",
            "getConnectionPoolListeners",
            "getMaxConnecting",
            // SslSettings
            "isEnabled",
            "isInvalidHostNameAllowed",
            "getContext",
            "getClass");

    private NewerSettings() {}

    /** Rejects settings by their names that this version does not know. */
    static void check(MongoClientSettings settings) {
        var defaults = MongoClientSettings.builder().build();
        check(MongoClientSettings.class, settings, defaults);
        check(ClusterSettings.class, MongoClientSettings::getClusterSettings, settings, defaults);
        check(ServerSettings.class, MongoClientSettings::getServerSettings, settings, defaults);
        check(SocketSettings.class, MongoClientSettings::getSocketSettings, settings, defaults);
        check(ConnectionPoolSettings.class, MongoClientSettings::getConnectionPoolSettings, settings, defaults);
        check(SslSettings.class, MongoClientSettings::getSslSettings, settings, defaults);
    }

    private static <T> void check(
            Class<T> type,
            Function<MongoClientSettings, T> part,
            MongoClientSettings settings,
            MongoClientSettings defaults) {
        check(type, part.apply(settings), part.apply(defaults));
    }

    /** Rejects accessors without parameters that are unknown, if they return another value than the default. */
    static <T> void check(Class<T> type, T settings, T defaults) {
        for (Method method : type.getMethods()) {
            if (isUnknown(method) && !Objects.equals(value(method, settings), value(method, defaults))) {
                throw new IllegalArgumentException(type.getSimpleName() + "." + method.getName()
                        + " is not known to this version of morelia-compat: use a newer one, or leave it out");
            }
        }
    }

    private static boolean isUnknown(Method method) {
        String name = method.getName();
        return method.getParameterCount() == 0
                && !Modifier.isStatic(method.getModifiers())
                && (name.startsWith("get") || name.startsWith("is"))
                && !KNOWN.contains(name);
    }

    /** The value of an accessor that older versions of the official driver lack; null from those. */
    static @Nullable Object value(Object settings, String accessor) {
        return Arrays.stream(settings.getClass().getMethods())
                .filter(method -> method.getName().equals(accessor) && method.getParameterCount() == 0)
                .findFirst()
                .map(method -> value(method, settings))
                .orElse(null);
    }

    private static @Nullable Object value(Method method, Object settings) {
        try {
            return method.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method + " cannot be read", e);
        }
    }
}
