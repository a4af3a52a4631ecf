package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The real environment, with environment variables, aliases of hosts and a wall clock that a test sets. */
final class TestEnv implements Env {
    final Map<String, String> variables = new ConcurrentHashMap<>();
    final Map<String, String> aliases = new ConcurrentHashMap<>();
    volatile @Nullable DnsException aliasFailure;
    volatile @Nullable String addressName;
    volatile @Nullable Instant now;

    Authenticator.Attempt attempt() {
        return attempt("localhost", Duration.ofSeconds(20), CancelToken.NONE);
    }

    Authenticator.Attempt attempt(String host, Duration timeout, CancelToken token) {
        return new Authenticator.Attempt(
                new ServerAddress(host, 27017), List.of(), Deadline.after(nanoTime(), timeout.toNanos()), token);
    }

    /** Begins a conversation that must fail. */
    AuthenticationFailure failure(Authenticator authenticator) {
        return failure(authenticator, attempt());
    }

    AuthenticationFailure failure(Authenticator authenticator, Authenticator.Attempt attempt) {
        try {
            var conversation = authenticator.begin(attempt);
            throw new AssertionError("began " + conversation);
        } catch (AuthenticationFailure failure) {
            return failure;
        }
    }

    @Override
    public @Nullable String variable(String name) {
        return variables.get(name);
    }

    @Override
    public List<String> cname(String host, Duration timeout) throws DnsException {
        var failure = aliasFailure;
        if (failure != null) {
            throw failure;
        }
        var target = aliases.get(host);
        return target == null ? List.of() : List.of(target);
    }

    @Override
    public String nameOf(InetAddress address) {
        var name = addressName;
        return name == null ? address.getHostAddress() : name;
    }

    @Override
    public DnsResolver dns() {
        return SystemEnv.INSTANCE.dns();
    }

    @Override
    public Instant now() {
        var set = now;
        return set == null ? SystemEnv.INSTANCE.now() : set;
    }

    @Override
    public long nanoTime() {
        return SystemEnv.INSTANCE.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return SystemEnv.INSTANCE.random();
    }

    @Override
    public RandomGenerator secureRandom() {
        return SystemEnv.INSTANCE.secureRandom();
    }

    @Override
    public Monitor newMonitor() {
        return SystemEnv.INSTANCE.newMonitor();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        return SystemEnv.INSTANCE.start(name, kind, body);
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        SystemEnv.INSTANCE.sleep(nanos);
    }

    @Override
    public boolean isInterrupted() {
        return SystemEnv.INSTANCE.isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        return SystemEnv.INSTANCE.clearInterrupt();
    }

    @Override
    public void interruptSelf() {
        SystemEnv.INSTANCE.interruptSelf();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        return SystemEnv.INSTANCE.resolve(host);
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return SystemEnv.INSTANCE.openLink(remote, keepAlive);
    }
}
