package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts and options of sockets. Immutable and thread-safe.
 *
 * @param connectTimeout how long establishing a connection may wait for the server in all: to connect, through a proxy,
 *     for TLS, the handshake and the login; obtaining a token does not count; zero for no limit; 10 seconds by default
 * @param socketTimeout how long one send or receive of an operation may take; zero for no limit, the default. Prefer
 *     {@link ClientSettings#timeout}, which replaces it
 * @param socketKeepAlive whether TCP keep-alive is on, which detects lost peers; true by default
 * @param proxy the proxy that connections go through, or null
 */
public record SocketSettings(
        Duration connectTimeout,
        Duration socketTimeout,
        boolean socketKeepAlive,
        @Nullable ProxySettings proxy) {
    private static final SocketSettings DEFAULTS =
            new SocketSettings(Duration.ofSeconds(10), Duration.ZERO, true, null);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if a time is negative
     */
    public SocketSettings {
        Argument.duration("connectTimeout", connectTimeout);
        Argument.duration("socketTimeout", socketTimeout);
    }

    /** The defaults. */
    public static SocketSettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given {@code connectTimeout}; zero for no limit. */
    public SocketSettings connectTimeout(Duration value) {
        return new SocketSettings(value, socketTimeout, socketKeepAlive, proxy);
    }

    /** Returns a copy with the given {@code socketTimeout}; zero for no limit. */
    public SocketSettings socketTimeout(Duration value) {
        return new SocketSettings(connectTimeout, value, socketKeepAlive, proxy);
    }

    /** Returns a copy with the given {@code socketKeepAlive}. */
    public SocketSettings socketKeepAlive(boolean value) {
        return new SocketSettings(connectTimeout, socketTimeout, value, proxy);
    }

    /** Returns a copy with the given proxy, or without one if null. */
    public SocketSettings proxy(@Nullable ProxySettings value) {
        return new SocketSettings(connectTimeout, socketTimeout, socketKeepAlive, value);
    }
}
