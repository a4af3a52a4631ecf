package dev.morelia.internal.net;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.net.TransportException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of a host name. The system's resolver may block for half a minute and respects neither deadline nor
 * interrupt, so it runs on a thread of its own, which is abandoned if the caller cannot wait any longer.
 */
final class NameLookup {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private final Env env;
    private final String host;
    private final Monitor monitor;
    private @Nullable List<InetAddress> addresses;
    private @Nullable Throwable failure;

    private NameLookup(Env env, String host) {
        this.env = env;
        this.host = host;
        this.monitor = env.newMonitor();
    }

    static List<InetAddress> resolve(Env env, String host, Deadline deadline, CancelToken token)
            throws TransportException {
        var lookup = new NameLookup(env, host);
        if (isLiteral(host)) {
            lookup.run();
            return lookup.result();
        }
        try {
            env.start("morelia-dns", ThreadKind.PLATFORM_DAEMON, lookup::run);
        } catch (RuntimeException | Error noThread) {
            throw new TransportException(
                    Reason.FAILED, "no thread could be started to look up host " + host + ": " + noThread, noThread);
        }
        return lookup.await(deadline, token);
    }

    /** Whether no lookup is needed: an IPv6 address contains colons, an IPv4 address is four numbers. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    private void run() {
        List<InetAddress> found = null;
        Throwable problem = null;
        try {
            found = env.resolve(host);
        } catch (Throwable e) {
            // Catch everything: a caller is waiting for the result, and nothing else would end the wait.
            problem = e;
        }
        monitor.lock();
        try {
            addresses = found;
            failure = problem;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    private List<InetAddress> await(Deadline deadline, CancelToken token) throws TransportException {
        Runnable wake = this::wake;
        if (!token.register(wake)) {
            throw new TransportException(Reason.CANCELLED, "cancelled", null);
        }
        monitor.lock();
        try {
            while (addresses == null && failure == null) {
                if (token.isCancelled()) {
                    throw new TransportException(Reason.CANCELLED, "cancelled while looking up " + host, null);
                }
                long remainingNanos = deadline.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    throw new TransportException(Reason.TIMED_OUT, "timed out while looking up " + host, null);
                }
                monitor.await(remainingNanos);
            }
            return result();
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new TransportException(Reason.INTERRUPTED, "the thread was interrupted while looking up " + host, e);
        } finally {
            monitor.unlock();
            token.withdraw(wake);
        }
    }

    private List<InetAddress> result() throws TransportException {
        if (addresses == null) {
            String problem = failure == null || failure instanceof UnknownHostException ? "" : ": " + failure;
            throw new TransportException(Reason.FAILED, "no address found for host " + host + problem, failure);
        }
        return addresses;
    }

    private void wake() {
        monitor.lock();
        try {
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
