package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Times and way of the sockets. Immutable and thread-safe.
 *
 * @param connectTimeout how long opening a socket may take; zero for ever; 10 seconds unless set
 * @param socketTimeout how long one send or receive of an operation may take; zero for ever, the default (prefer
 *     {@link ClientSettings#timeout})
 * @param socketKeepAlive whether the system asks a silent peer now and then whether it is still there, so that a lost
 *     one is noticed; true unless set
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

    /** What holds where nothing was said. */
    public static SocketSettings defaults() {
        return DEFAULTS;
    }

    /** The same with another {@code connectTimeout}; zero for ever. */
    public SocketSettings connectTimeout(Duration value) {
        return new SocketSettings(value, socketTimeout, socketKeepAlive, proxy);
    }

    /** The same with another {@code socketTimeout}; zero for ever. */
    public SocketSettings socketTimeout(Duration value) {
        return new SocketSettings(connectTimeout, value, socketKeepAlive, proxy);
    }

    /** The same with another {@code socketKeepAlive}. */
    public SocketSettings socketKeepAlive(boolean value) {
        return new SocketSettings(connectTimeout, socketTimeout, value, proxy);
    }

    /** The same through a proxy, or directly if null. */
    public SocketSettings proxy(@Nullable ProxySettings value) {
        return new SocketSettings(connectTimeout, socketTimeout, socketKeepAlive, value);
    }
}
