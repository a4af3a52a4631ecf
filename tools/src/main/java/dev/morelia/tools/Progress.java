package dev.morelia.tools;

import dev.morelia.tools.format.Quantity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Shows on the error output how far a command that moves data has come: as a bar that is redrawn if that is a terminal,
 * else as a plain line every few seconds, so that logs stay readable. Nothing is written to the standard output, which
 * may be a pipe with the data. Thread-safe; the numbers are counted without a lock.
 *
 * <pre>{@code
 * try (var progress = Progress.start(err, "document", total)) {
 *     ... progress.add(documents, bytes);
 *     progress.finish("12 documents of app.people were exported");
 * }
 * }</pre>
 */
final class Progress implements AutoCloseable {
    /** For a total that is not known: without percentage and remaining time. */
    static final long UNKNOWN = 0;

    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int BAR_WIDTH = 10;
    private static final int LINE_WIDTH = 79;

    /** Set to the state of the error output, by those that know it. */
    private static final String TERMINAL = "morelia.terminal";

    private final PrintWriter err;
    private final boolean bar;
    private final String unit;
    private final AtomicLong total;
    private final AtomicLong totalBytes = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final long startNanos;
    private final AtomicLong shownNanos;
    private volatile String label = "";
    private final ReentrantLock output = new ReentrantLock();
    /** How much of the line the bar has used. */
    private int drawn;

    private boolean ended;

    Progress(PrintWriter err, boolean bar, String unit, long total, long nowNanos) {
        this.err = err;
        this.bar = bar;
        this.unit = unit;
        this.total = new AtomicLong(total);
        this.startNanos = nowNanos;
        this.shownNanos = new AtomicLong(nowNanos);
    }

    /**
     * Begins to count.
     *
     * @param err the error output of the command
     * @param unit what is counted, in the singular: {@code document}
     * @param total how many are expected; {@link #UNKNOWN} if that is not known
     */
    static Progress start(PrintWriter err, String unit, long total) {
        return new Progress(err, isTerminal(), unit, total, System.nanoTime());
    }

    /** Whether a person sees the error output as it is written. */
    @SuppressWarnings("SystemConsoleNull") // asked only where it is null
    private static boolean isTerminal() {
        String told = System.getProperty(TERMINAL);
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        // The console of the JDK tells of the standard output only, which may be a pipe while this is a terminal.
        Path stream = Path.of("/proc/self/fd/2");
        try {
            String target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException noSuchSystem) {
            return Runtime.version().feature() < 22 && System.console() != null;
        }
    }

    /** What is worked on at present, such as the name of a collection. */
    void label(String present) {
        label = present;
    }

    /** Corrects how many are expected. */
    void total(long expected) {
        total.set(expected);
    }

    /** Sets the size of all, for those that do not know how many there are, or that want the share of the bytes. */
    void totalBytes(long expected) {
        totalBytes.set(expected);
    }

    /** Adds what was done, and shows it if it is time to. */
    void add(long done, long doneBytes) {
        count.addAndGet(done);
        bytes.addAndGet(doneBytes);
        show(System.nanoTime());
    }

    /** Sets what was done since the start, for those that count themselves, and shows it if it is time to. */
    void at(long done, long doneBytes) {
        count.set(done);
        bytes.set(doneBytes);
        show(System.nanoTime());
    }

    /** How many were added. */
    long count() {
        return count.get();
    }

    /** The size of what was added. */
    long bytes() {
        return bytes.get();
    }

    void show(long nowNanos) {
        long before = shownNanos.get();
        if (nowNanos - before < (bar ? REDRAW_NANOS : LINE_NANOS) || !shownNanos.compareAndSet(before, nowNanos)) {
            return;
        }
        String line = line(nowNanos - startNanos);
        if (bar) {
            redraw(line);
        } else {
            print(line);
        }
    }

    private String line(long elapsedNanos) {
        long done = count.get();
        double share = share();
        double seconds = Math.max(1e-3, elapsedNanos / 1e9);
        var line = new StringBuilder();
        if (share >= 0) {
            if (bar) {
                int filled = (int) (share * BAR_WIDTH);
                line.append('[')
                        .append("=".repeat(filled))
                        .append(" ".repeat(BAR_WIDTH - filled))
                        .append("] ");
            }
            line.append(String.format(Locale.ROOT, "%3d%%  ", (int) (share * 100)));
        }
        line.append(Quantity.of(done, unit));
        line.append(", ").append(size(bytes.get()));
        line.append(String.format(Locale.ROOT, ", %.0f/s", done / seconds));
        if (share > 0 && share < 1) {
            line.append(", ").append(time((1 - share) * seconds / share)).append(" left");
        }
        return label.isEmpty()
                ? line.toString()
                : line.append("  ").append(label).toString();
    }

    /** Negative if it is not known. */
    private double share() {
        if (totalBytes.get() > 0) {
            return Math.min(1, (double) bytes.get() / totalBytes.get());
        }
        return total.get() > 0 ? Math.min(1, (double) count.get() / total.get()) : -1;
    }

    /** The exact numbers and the time they took, for the last line of a command. */
    String summary() {
        double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
        return String.format(
                Locale.ROOT,
                "%s, %s in %.1f s (%.0f/s)",
                Quantity.of(count.get(), unit),
                size(bytes.get()),
                seconds,
                count.get() / seconds);
    }

    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double shown = bytes;
        String units = "kMGTPE";
        int unit = -1;
        while (shown >= 999.95) {
            shown /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", shown, units.charAt(unit));
    }

    static String time(double seconds) {
        var time = Duration.ofSeconds(Math.round(seconds));
        int minutes = time.toMinutesPart();
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d h", time.toHours(), minutes, time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d min", minutes, time.toSecondsPart());
    }

    private void redraw(String line) {
        String shown = line.length() > LINE_WIDTH ? line.substring(0, LINE_WIDTH) : line;
        output.lock();
        try {
            if (!ended) {
                err.print("\r" + shown + " ".repeat(Math.max(0, drawn - shown.length())));
                err.flush();
                drawn = shown.length();
            }
        } finally {
            output.unlock();
        }
    }

    /** Prints a line of its own, above the bar if there is one. */
    void print(String line) {
        output.lock();
        try {
            erase();
            err.println(line);
            err.flush();
        } finally {
            output.unlock();
        }
    }

    private void erase() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            err.flush();
            drawn = 0;
        }
    }

    /** Prints the last line in place of the bar; nothing is shown any more. */
    void finish(@Nullable String line) {
        output.lock();
        try {
            erase();
            ended = true;
            if (line != null) {
                err.println(line);
            }
            err.flush();
        } finally {
            output.unlock();
        }
    }

    /** Removes the bar, so that an error message begins on a line of its own. */
    @Override
    public void close() {
        finish(null);
    }
}
