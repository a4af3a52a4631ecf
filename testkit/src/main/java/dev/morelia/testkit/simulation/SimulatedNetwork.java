package dev.morelia.testkit.simulation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Named hosts and the paths between them. The program under test runs on the host {@link #CLIENT}.
 *
 * <p>Bytes arrive in order after a seeded latency. On a cut path they are held back, and retransmitted once it is
 * healed; neither side is notified. For the simulation's threads and events.
 */
public final class SimulatedNetwork {

    /** The host of the program under test. */
    public static final String CLIENT = "client";

    /** Accepts links at an address. */
    interface Listener {
        ServedLink.Receiver accept(ServedLink link);
    }

    private record Way(String from, String to) {}

    private final Kernel kernel;
    private final RandomGenerator random;
    private final Map<String, InetAddress> addresses = new LinkedHashMap<>();
    private final Map<InetAddress, String> hosts = new HashMap<>();
    private final Map<InetSocketAddress, Listener> listeners = new HashMap<>();
    private final Map<String, Long> extraLatencies = new HashMap<>();
    private final SimulatedDns dns = new SimulatedDns(this);
    private final Set<Way> cuts = new HashSet<>();
    private final Set<SimulatedLink> open = new LinkedHashSet<>();
    private List<Pipe> holding = new ArrayList<>();
    private long minimumNanos = Duration.ofNanos(50_000).toNanos();
    private long maximumNanos = Duration.ofMillis(2).toNanos();
    private int linkNumbers;

    SimulatedNetwork(Kernel kernel, RandomGenerator random) {
        this.kernel = kernel;
        this.random = random;
    }

    // ---- for tests ----

    /**
     * Sets the latency between two hosts; from 50 microseconds to 2 milliseconds by default.
     *
     * @param minimum the lower bound
     * @param maximum the upper bound, not less than the lower one
     */
    public void latency(Duration minimum, Duration maximum) {
        minimumNanos = minimum.toNanos();
        maximumNanos = maximum.toNanos();
    }

    /**
     * Adds latency from and to a host.
     *
     * @param host the host
     * @param extra the additional latency; zero for none
     */
    public void slow(String host, Duration extra) {
        extraLatencies.put(host, extra.toNanos());
    }

    /**
     * Cuts the path between two hosts, in both directions.
     *
     * @param one a host
     * @param other another host
     */
    public void cut(String one, String other) {
        cuts.add(new Way(one, other));
        cuts.add(new Way(other, one));
    }

    /**
     * Cuts a host off from all others.
     *
     * @param host the host
     */
    public void isolate(String host) {
        cut(host, CLIENT);
        addresses.keySet().stream().filter(other -> !other.equals(host)).forEach(other -> cut(host, other));
    }

    /**
     * Heals the path between two hosts; held back bytes are retransmitted.
     *
     * @param one a host
     * @param other another host
     */
    public void heal(String one, String other) {
        cuts.remove(new Way(one, other));
        cuts.remove(new Way(other, one));
        sendAgain();
    }

    /** Heals all paths; held back bytes are retransmitted. */
    public void heal() {
        cuts.clear();
        sendAgain();
    }

    /**
     * Whether the path from one host to another is cut.
     *
     * @param from a host
     * @param to another host
     */
    public boolean isCut(String from, String to) {
        return !cuts.isEmpty() && cuts.contains(new Way(from, to));
    }

    /** The number of links that the client has opened and not closed. */
    public int openLinks() {
        return open.size();
    }

    /** The number of links that the client has opened so far. */
    public int linksOpened() {
        return linkNumbers;
    }

    /** The DNS records that the program under test can look up. */
    public SimulatedDns dns() {
        return dns;
    }

    // ---- for servers ----

    /** Assigns an address to a host, the same in every run. */
    InetAddress addHost(String host) {
        return addresses.computeIfAbsent(host, name -> {
            int number = addresses.size() + 1;
            try {
                var address = InetAddress.getByAddress(name, new byte[] {10, 0, (byte) (number >> 8), (byte) number});
                hosts.put(address, name);
                return address;
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        });
    }

    void listen(String host, int port, Listener listener) {
        listeners.put(new InetSocketAddress(addHost(host), port), listener);
    }

    void stopListening(String host, int port) {
        listeners.remove(new InetSocketAddress(addHost(host), port));
    }

    // ---- for the environment and the links ----

    List<InetAddress> resolve(String host) throws UnknownHostException {
        if (kernel.isStopping()) {
            throw new UnknownHostException(host);
        }
        if (!isLiteral(host)) {
            pause("looks up " + host);
        }
        InetAddress known = addresses.get(host);
        if (known == null && isLiteral(host)) {
            known = InetAddress.getByName(host);
        }
        if (known == null) {
            throw new UnknownHostException(host);
        }
        return List.of(known);
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Name lookups do not respond to interrupts. */
    private void pause(String what) {
        pause(what, latencyNanos(CLIENT, CLIENT));
    }

    void pause(String what, long nanos) {
        var me = kernel.current();
        kernel.after(nanos, "lookup is over", () -> kernel.wake(me));
        kernel.waitFor(what);
    }

    boolean isStopping() {
        return kernel.isStopping();
    }

    SimulatedLink open(SocketAddress remote) throws IOException {
        kernel.preempt();
        if (!(remote instanceof InetSocketAddress address) || address.getAddress() == null) {
            throw new IOException("the simulated network has no addresses like " + remote);
        }
        String host = hosts.get(address.getAddress());
        if (host == null) {
            throw new ConnectException("no route to " + remote);
        }
        var link = new SimulatedLink(kernel, this, address, host, ++linkNumbers);
        open.add(link);
        return link;
    }

    void closed(SimulatedLink link) {
        open.remove(link);
    }

    /** Connects the link to the listener at the address; false if there is none. */
    boolean accept(InetSocketAddress remote, ServedLink link) {
        @Nullable Listener listener = listeners.get(remote);
        if (listener != null) {
            link.receiver(listener.accept(link));
        }
        return listener != null;
    }

    long latencyNanos(String from, String to) {
        long extra = extraLatencies.getOrDefault(from, 0L) + extraLatencies.getOrDefault(to, 0L);
        return extra + random.nextLong(minimumNanos, maximumNanos + 1);
    }

    void holds(Pipe pipe) {
        holding.add(pipe);
    }

    private void sendAgain() {
        var pipes = holding;
        holding = new ArrayList<>();
        pipes.forEach(Pipe::healed);
    }
}
