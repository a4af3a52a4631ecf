package dev.morelia.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run: a hash of all, the last ones, and on demand the whole text. Steps are formatted only when they
 * are read.
 */
final class Trace {

    private static final int LAST = 120;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private record Step(long atNanos, @Nullable SimulatedThread thread, String what) {
        @Override
        public String toString() {
            return "%,15d ns  %-24s %s".formatted(atNanos, thread == null ? "-" : thread, what);
        }
    }

    private final Step[] last = new Step[LAST];
    private final @Nullable List<String> text;
    private long count;
    private long hash;

    Trace(boolean keepText) {
        this.text = keepText ? new ArrayList<>() : null;
    }

    void add(long atNanos, @Nullable SimulatedThread thread, String what) {
        mix(atNanos);
        mix(thread == null ? -1 : thread.number());
        mix(what.hashCode());
        var step = new Step(atNanos, thread, what);
        last[(int) (count++ % LAST)] = step;
        if (text != null) {
            text.add(step.toString());
        }
    }

    private void mix(long value) {
        hash = Long.rotateLeft((hash ^ value) * PRIME, 29);
    }

    long hash() {
        return hash;
    }

    List<String> text() {
        return text == null ? List.of() : text;
    }

    String lastSteps() {
        var lines = new StringBuilder();
        for (long i = Math.max(0, count - LAST); i < count; i++) {
            lines.append("\n  ").append(last[(int) (i % LAST)]);
        }
        return lines.toString();
    }
}
