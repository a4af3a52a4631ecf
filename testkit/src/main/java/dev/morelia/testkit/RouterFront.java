package dev.morelia.testkit;

import static java.util.stream.Collectors.joining;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.testkit.router.Front;
import dev.morelia.testkit.router.Member;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small proxy in front of a replica set that presents itself as a mongos, for tests without one: the data are real,
 * the routing is not. Several may be in front of the same set:
 *
 * <pre>{@code
 * try (var first = RouterFront.start(set); var second = RouterFront.start(set)) {
 *     ... RouterFront.uri(first, second) ...
 * }
 * }</pre>
 *
 * <p>Its hello reply has {@code msg: "isdbgrid"}, including awaitable and streamed ones. It forwards a command to a
 * member selected by {@code $readPreference}, and a command for a cursor to the member that created it. It implements
 * the fail point {@code failCommand} itself, so that fronts can differ, and forwards all others to the primary. Replies
 * in a transaction have a {@code recoveryToken}; a transaction that another front has begun is not committed but
 * aborted, unless it is committed already. It does not show anything about multiple shards, transactions across them,
 * orphaned documents or chunk migrations. Call it a router front in reports, not a mongos.
 *
 * <p>Thread-safe. Runs on virtual threads. Close it before the set.
 */
public final class RouterFront implements AutoCloseable {
    private final ReplicaSet set;
    private final boolean balanced;
    private final int port = Mongod.freePort();
    private final ReentrantLock lock = new ReentrantLock();
    private Duration lag = Duration.ZERO;
    private @Nullable Front front;

    private RouterFront(ReplicaSet set, boolean balanced) {
        this.set = set;
        this.balanced = balanced;
        restart();
    }

    /**
     * Starts a front on a free port of the loopback interface.
     *
     * @param set the replica set to forward to
     * @return the running front
     */
    public static RouterFront start(ReplicaSet set) {
        return new RouterFront(set, false);
    }

    /**
     * Starts a front that knows that it is behind a load balancer, such as {@link FaultProxy#balancing}. It reports a
     * service id to clients that set {@code loadBalanced=true}, and the cursors of such a client belong to its
     * connection: another connection cannot use them, and they are closed with it.
     *
     * @param set the replica set to forward to
     * @return the running front
     */
    public static RouterFront startBehindLoadBalancer(ReplicaSet set) {
        return new RouterFront(set, true);
    }

    /**
     * The connection string of several fronts.
     *
     * @param fronts at least one
     * @return a connection string with all fronts as seeds
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
     * The address of the front.
     *
     * @return the same after a restart
     */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    /**
     * The service id that a front behind a load balancer reports.
     *
     * @return another one after a restart
     * @throws IllegalStateException when stopped
     */
    public ObjectId serviceId() {
        return running(Front::serviceId);
    }

    /**
     * Sets the fail point {@code failCommand} of this front.
     *
     * @param data such as {@code {failCommands: ["find"], closeConnection: true}}
     * @param times how many commands fail
     * @throws IllegalStateException when stopped
     */
    public void failCommand(Document data, int times) {
        var failPoint = Document.of("configureFailPoint", "failCommand", "mode", Document.of("times", times));
        running(present -> {
            present.configure(failPoint.append("data", data));
            return data;
        });
    }

    private <T> T running(Function<Front, T> use) {
        lock.lock();
        try {
            if (front == null) {
                throw new IllegalStateException("the router front at " + address() + " is stopped");
            }
            return use.apply(front);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of open connections.
     *
     * @return the current number, 0 when stopped
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
     * Delays each reply, including hello replies.
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

    /**
     * Closes all connections and refuses new ones, as if the process had been killed. {@link #restart()} starts it
     * again.
     */
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

    /** Stops the front, if it is running, and starts it again on the same port, without its cursors and fail points. */
    public void restart() {
        lock.lock();
        try {
            stop();
            front = new Front(port, balanced, this::members);
            front.lag(lag);
        } finally {
            lock.unlock();
        }
    }

    /** Calls {@link #stop()}. */
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
