package dev.morelia.internal.pool;

import dev.morelia.internal.command.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which operations have the connections of a pool at one moment, for the error of an operation that got none. Made
 * under the pool's monitor, put into words outside. Immutable.
 *
 * @param list one per connection in use
 * @param pending connections that are being established
 * @param waiting other operations waiting for one
 */
record Holders(List<Holder> list, int pending, int waiting) {
    private static final int MAXIMUM_SHOWN = 10;
    /** What operations of the async API run on, unless the program provides the threads. */
    private static final String ASYNC_THREAD = "morelia-async";

    /**
     * One of them.
     *
     * @param commandName what it does
     * @param target what it does that to
     * @param use what the connection is kept for
     * @param replyLate whether it has timed out, and its reply is still awaited
     * @param thread which thread has taken the connection; null when that is not known any more
     * @param takenNanos since when
     * @param trace from where, if this check-out was one of those that remember it
     */
    record Holder(
            String commandName,
            Target target,
            ConnectionUse use,
            boolean replyLate,
            @Nullable Thread thread,
            long takenNanos,
            @Nullable CheckOutTrace trace) {
        private String tried() {
            return target.tried(commandName);
        }

        private boolean isAsync() {
            return thread != null && thread.getName().equals(ASYNC_THREAD);
        }

        private String message(long nowNanos, boolean allAsync) {
            String held = (use == ConnectionUse.CURSOR ? "cursor of " : "") + tried() + " for "
                    + TimeUnit.NANOSECONDS.toMillis(nowNanos - takenNanos) + " ms";
            if (replyLate) {
                return held + " (timed out, and the server has not replied yet)";
            }
            return allAsync ? held : held + " by " + name(thread);
        }

        private static String name(@Nullable Thread thread) {
            if (thread == null) {
                return "an unknown thread";
            }
            String name = thread.getName();
            return name.isEmpty() ? "virtual thread #" + thread.threadId() : "thread '" + name + "'";
        }
    }

    /**
     * What the connections are used for, in the words of the specification.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/load-balancers/load-balancers.md#connection-tracking">Load balancers: connection tracking</a>
     */
    String uses(int maxPoolSize) {
        return "Timeout waiting for connection from the connection pool. maxPoolSize: " + maxPoolSize
                + ", connections in use by cursors: " + count(ConnectionUse.CURSOR)
                + ", connections in use by transactions: " + count(ConnectionUse.TRANSACTION)
                + ", connections in use by other operations: " + count(ConnectionUse.OPERATION) + ". ";
    }

    private long count(ConnectionUse use) {
        return list.stream().filter(holder -> holder.use() == use).count();
    }

    /** Counts, the longest holders and their operations, and the next step. */
    String report(int maxPoolSize, int maxConnecting, long nowNanos) {
        String counts = list.size() + " of " + (maxPoolSize == 0 ? "any number of" : maxPoolSize)
                + " connections (maxPoolSize) are in use, " + pending + " are being opened, " + waiting
                + (waiting == 1 ? " other operation waits" : " other operations wait");
        if (list.isEmpty()) {
            return counts + ". The server takes long to accept connections: look at its load and at the network, or"
                    + " raise maxConnecting, which is " + maxConnecting;
        }
        var oldestFirst = list.stream()
                .sorted(Comparator.comparingLong(holder -> holder.takenNanos() - nowNanos))
                .toList();
        boolean allAsync = list.stream().allMatch(Holder::isAsync);
        String longest = oldestFirst.stream()
                .limit(MAXIMUM_SHOWN)
                .map(holder -> holder.message(nowNanos, allAsync))
                .collect(Collectors.joining("; "));
        String rest = oldestFirst.size() <= MAXIMUM_SHOWN
                ? ""
                : "; and " + byOperation(oldestFirst.subList(MAXIMUM_SHOWN, oldestFirst.size()));
        String by = allAsync ? ". All are held by operations of the async API. " : ". ";
        return counts + ". Held longest: " + longest + rest + by + nextStep(allAsync);
    }

    /** More connections do not help where the server does not reply on those that there are. */
    private String nextStep(boolean allAsync) {
        long pinned = list.size() - count(ConnectionUse.OPERATION);
        if (2 * pinned > list.size()) {
            return "Behind a load balancer, or with CursorType.EXHAUST, a cursor keeps its connection until it is"
                    + " exhausted or closed, and behind a load balancer a transaction until it ends: read cursors to"
                    + " the end or close them, or raise maxPoolSize";
        }
        long silent = list.stream().filter(Holder::replyLate).count();
        return 2 * silent > list.size()
                ? "The server replies late or not at all: look at it and at the network"
                : "Find the operations that hold connections for long, or raise maxPoolSize"
                        + (allAsync ? ", or lower maxInFlight, so that operations wait before they begin" : "");
    }

    private static String byOperation(List<Holder> others) {
        Map<String, Long> counts =
                others.stream().collect(Collectors.groupingBy(Holder::tried, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " more of " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Adds the stacks that were remembered. */
    void explain(Throwable failure) {
        list.stream()
                .map(Holder::trace)
                .filter(trace -> trace != null)
                .limit(MAXIMUM_SHOWN)
                .forEach(failure::addSuppressed);
    }
}
