package dev.morelia.testkit;

import static java.util.stream.Collectors.joining;

import dev.morelia.testkit.router.Front;
import dev.morelia.testkit.router.Member;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small front before a replica set that presents itself as a mongos, for want of one: the data are real, the routing
 * is not. Several may stand before the same set:
 *
 * <pre>{@code
 * try (var first = RouterFront.start(set); var second = RouterFront.start(set)) {
 *     ... RouterFront.uri(first, second) ...
 * }
 * }</pre>
 *
 * <p>Its hello reply has {@code msg: "isdbgrid"}, also to clients that wait for changes or let hellos be streamed. It
 * takes a command to the member that {@code $readPreference} asks for, and one that belongs to a cursor to the member
 * that made it. It carries out the fail point {@code failCommand} itself, so that two fronts can differ, and passes all
 * others on to the primary. Answers in a transaction bear a {@code recoveryToken}. What it cannot tell anything about:
 * several shards, transactions across them, orphaned documents, chunk migrations. Call it a router front in reports,
 * not a mongos.
 *
 * <p>Thread-safe. Runs on virtual threads. To be closed before the set.
 */
public final class RouterFront implements AutoCloseable {
    private final ReplicaSet set;
    private final int port = Mongod.freePort();
    private final ReentrantLock lock = new ReentrantLock();
    private Duration lag = Duration.ZERO;
    private @Nullable Front front;

    private RouterFront(ReplicaSet set) {
        this.set = set;
        restart();
    }

    /**
     * Starts a front on a free port of the loopback interface.
     *
     * @param set which stands behind it
     * @return the running front
     */
    public static RouterFront start(ReplicaSet set) {
        return new RouterFront(set);
    }

    /**
     * The connection string of several fronts.
     *
     * @param fronts at least one
     * @return all fronts as seeds
     */
    public static String uri(RouterFront... fronts) {
        return Stream.of(fronts).map(each -> each.address().toString()).collect(joining(",", "mongodb://", ""));
    }

    /**
     * The connection string of the front.
     *
     * @return such as {@code mongodb://127.0.0.1:27123}
     */
    public String uri() {
        return uri(this);
    }

    /**
     * Where the front listens.
     *
     * @return the same after a restart
     */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    /**
     * How many connections are open.
     *
     * @return the number as of now, 0 when stopped
     */
    public int connectionsOpen() {
        lock.lock();
        try {
            return front == null ? 0 : front.connectionsOpen();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Delays each answer, hellos too.
     *
     * @param duration zero for no delay
     */
    public void lag(Duration duration) {
        lock.lock();
        try {
            lag = duration;
            if (front != null) {
                front.lag(duration);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections and refuses new ones, as if the process were killed. {@link #restart()} brings it back. */
    public void stop() {
        lock.lock();
        try {
            if (front != null) {
                front.close();
                front = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops the front, if it runs, and starts it on the same port. It has forgotten its cursors and fail points. */
    public void restart() {
        lock.lock();
        try {
            stop();
            front = new Front(port, this::members);
            front.lag(lag);
        } finally {
            lock.unlock();
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    private List<Member> members() {
        return Polling.hello(set.members()).stream()
                .map(each -> new Member(each.member().address(), each.hello()))
                .toList();
    }
}
