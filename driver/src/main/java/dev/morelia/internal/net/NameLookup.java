package dev.morelia.internal.net;

import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.AbandonableCall.Cancelled;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Interrupted;
import dev.morelia.internal.env.AbandonableCall.NotStarted;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.AbandonableCall.TimedOut;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.net.TransportException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** Looks up host names. The system's resolver may block for half a minute, and ignores deadlines and interrupts. */
final class NameLookup {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private NameLookup() {}

    static List<InetAddress> resolve(Env env, String host, Deadline deadline, CancelToken token)
            throws TransportException {
        if (isLiteral(host)) {
            try {
                return env.resolve(host);
            } catch (UnknownHostException | RuntimeException invalid) {
                throw notFound(host, invalid);
            }
        }
        var outcome = AbandonableCall.run(
                env, "morelia-dns", ThreadKind.PLATFORM_DAEMON, () -> env.resolve(host), deadline, token);
        return switch (outcome) {
            case Returned<List<InetAddress>>(var addresses) -> addresses;
            case Failed<?>(var failure) -> throw notFound(host, failure);
            case NotStarted<?>(var noThread) ->
                throw failed("no thread could be started to look up host " + host + ": " + noThread, noThread);
            case TimedOut<?> late ->
                throw new TransportException(Reason.TIMED_OUT, "timed out while looking up " + host, null);
            case Cancelled<?> cancelled ->
                throw new TransportException(Reason.CANCELLED, "cancelled while looking up " + host, null);
            case Interrupted<?>(var cause) ->
                throw new TransportException(
                        Reason.INTERRUPTED, "the thread was interrupted while looking up " + host, cause);
        };
    }

    /** Whether no lookup is needed: an IPv6 address contains colons, an IPv4 address is four numbers. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    private static TransportException notFound(String host, Throwable failure) {
        String problem = failure instanceof UnknownHostException ? "" : ": " + failure;
        return failed("no address found for host " + host + problem, failure);
    }

    private static TransportException failed(String message, Throwable cause) {
        return new TransportException(Reason.FAILED, message, cause);
    }
}
