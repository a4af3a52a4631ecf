package dev.morelia.internal.net;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ProxyFailure;
import dev.morelia.internal.net.TransportException.Reason;
import dev.morelia.settings.ProxySettings;
import dev.morelia.settings.SocketSettings;
import dev.morelia.settings.TlsSettings;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Opens transports to servers and owns the {@link Watchdog} for all of them. Thread-safe. Their owners close the
 * transports; {@link #close} closes those that are left.
 */
public final class TransportFactory implements AutoCloseable {

    private final Env env;
    private final SocketSettings settings;
    private final @Nullable TlsContexts tls;
    private final Watchdog watchdog;

    /**
     * Creates a factory with the sockets, threads and clock of the given environment.
     *
     * @param background for the watchdog thread
     * @param settings timeouts are up to the caller
     * @param tls whether and how connections are encrypted
     * @throws IllegalArgumentException if a file of the TLS settings is unusable
     */
    public TransportFactory(Background background, SocketSettings settings, TlsSettings tls) {
        this.env = background.env();
        this.settings = settings;
        this.tls = tls.enabled() ? new TlsContexts(env, tls) : null;
        this.watchdog = new Watchdog(background);
    }

    /**
     * Connects a transport; its further {@link Transport.Step}s are up to the caller. Tries each address of a host in
     * the order of the resolver, IPv6 and IPv4 alike. While other addresses remain, each gets only its share of the
     * time, so that a dead one does not use it all up.
     *
     * @throws TransportException if no address could be reached; the message says what happened at each
     */
    public Transport open(ServerAddress server, Deadline deadline, CancelToken token) throws TransportException {
        var remotes = remotes(server, deadline, token);
        try {
            return openAny(server, remotes, deadline, token);
        } catch (TransportException e) {
            throw proxy(server) == null ? e : proxyFailed(e);
        }
    }

    /** What failed is the proxy, which says nothing about the server. */
    private static TransportException proxyFailed(TransportException e) {
        String message = "the proxy cannot be reached: " + e.getMessage();
        if (e.reason() == Reason.CANCELLED || e.reason() == Reason.INTERRUPTED || e.reason() == Reason.TIMED_OUT) {
            return new TransportException(e.reason(), message, e.getCause());
        }
        var failure = new ProxyFailure(message);
        failure.addSuppressed(e);
        return new TransportException(e.reason(), message, failure);
    }

    private Transport openAny(ServerAddress server, List<SocketAddress> remotes, Deadline deadline, CancelToken token)
            throws TransportException {
        List<TransportException> failures = new ArrayList<>();
        for (int i = 0; i < remotes.size(); i++) {
            long now = env.nanoTime();
            long remainingNanos = deadline.remainingNanos(now);
            int addressesLeft = remotes.size() - i;
            var share = deadline.isNone() ? deadline : Deadline.after(now, remainingNanos / addressesLeft);
            try {
                return connect(server, remotes.get(i), share, token);
            } catch (TransportException e) {
                failures.add(e);
                if (e.reason() == Reason.CANCELLED || e.reason() == Reason.INTERRUPTED) {
                    break;
                }
            }
        }
        throw summary(failures);
    }

    /** Stops the watchdog thread and closes transports that are still open, as they would wait without deadlines. */
    @Override
    public void close() {
        watchdog.close();
    }

    /**
     * The addresses that {@link #open} would try: those of the proxy if there is one.
     *
     * @throws TransportException if there is none
     */
    public List<SocketAddress> remotes(ServerAddress server, Deadline deadline, CancelToken token)
            throws TransportException {
        if (server.isUnixSocket()) {
            return List.of(UnixDomainSocketAddress.of(server.host()));
        }
        List<SocketAddress> remotes = new ArrayList<>();
        var proxy = settings.proxy();
        String host = proxy == null ? server.host() : proxy.host();
        int port = proxy == null ? server.port() : proxy.port();
        try {
            for (InetAddress address : NameLookup.resolve(env, host, deadline, token)) {
                remotes.add(new InetSocketAddress(address, port));
            }
        } catch (TransportException e) {
            throw proxy == null ? e : proxyFailed(e);
        }
        return remotes;
    }

    private Transport connect(ServerAddress server, SocketAddress remote, Deadline deadline, CancelToken token)
            throws TransportException {
        Transport transport;
        try {
            // First, because creating it may fail, and a link must be closed.
            var engine = tls == null ? null : tls.engine(server);
            transport = transport(server, engine, env.openLink(remote, settings.socketKeepAlive()));
        } catch (IOException | RuntimeException e) {
            throw new TransportException(Reason.FAILED, remote + ": " + Transport.message(e), e);
        }
        boolean connected = false;
        try {
            watchdog.add(transport);
            transport.connect(deadline, token);
            connected = true;
            return transport;
        } catch (TransportException e) {
            var cause = e.reason() == Reason.TIMED_OUT ? new SocketTimeoutException(e.getMessage()) : e;
            throw new TransportException(e.reason(), remote + ": " + e.getMessage(), cause);
        } finally {
            if (!connected) {
                transport.close();
            }
        }
    }

    private Transport transport(ServerAddress server, @Nullable SSLEngine engine, ByteLink link) {
        var steps = new EnumMap<Transport.Step, Transport.StepAction>(Transport.Step.class);
        var proxy = proxy(server);
        if (proxy != null) {
            var socks5 = new Socks5(env, link, proxy);
            steps.put(Transport.Step.PROXY, () -> socks5.connect(server));
        }
        if (tls == null || engine == null) {
            return new Transport(env, link, watchdog, steps);
        }
        var secured = new TlsLink(env, link, engine, new TlsTasks(env, tls.isUnknown()));
        steps.put(Transport.Step.TLS, secured::handshake);
        return new Transport(env, secured, watchdog, steps);
    }

    /** A Unix domain socket does not leave the machine, so it needs no proxy. */
    private @Nullable ProxySettings proxy(ServerAddress server) {
        return server.isUnixSocket() ? null : settings.proxy();
    }

    private static TransportException summary(List<TransportException> failures) {
        var last = failures.getLast();
        if (failures.size() == 1) {
            return last;
        }
        var messages = new ArrayList<String>();
        failures.forEach(each -> messages.add(each.getMessage()));
        var summary = new TransportException(last.reason(), String.join("; ", messages), last);
        failures.subList(0, failures.size() - 1).forEach(summary::addSuppressed);
        return summary;
    }
}
