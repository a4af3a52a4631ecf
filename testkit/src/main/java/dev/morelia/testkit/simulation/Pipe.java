package dev.morelia.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a link. Data arrives later and in order; while the path is cut it is held back, and retransmitted
 * some time after the path is healed, as in TCP.
 */
final class Pipe {

    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final String from;
    private final String to;
    private final String what;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private long lastArrivalNanos;

    Pipe(Kernel kernel, SimulatedNetwork network, int link, String from, String to) {
        this.kernel = kernel;
        this.network = network;
        this.from = from;
        this.to = to;
        this.what = "link " + link + " from " + from + " to " + to;
    }

    void send(String segment, Runnable arrival) {
        long at = Math.max(lastArrivalNanos, kernel.now() + network.latencyNanos(from, to));
        lastArrivalNanos = at;
        kernel.after(at - kernel.now(), segment, () -> arrive(arrival));
    }

    private void arrive(Runnable arrival) {
        if (held.isEmpty() && !network.isCut(from, to)) {
            arrival.run();
            return;
        }
        if (held.isEmpty()) {
            network.holds(this);
        }
        held.add(arrival);
    }

    /** Called when a path was healed, possibly this pipe's. */
    void healed() {
        if (network.isCut(from, to)) {
            network.holds(this);
        } else {
            kernel.after(network.latencyNanos(from, to), "retransmission", this::sendAgain);
        }
    }

    private void sendAgain() {
        if (network.isCut(from, to)) {
            network.holds(this);
            return;
        }
        for (var arrival = held.poll(); arrival != null; arrival = held.poll()) {
            arrival.run();
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
