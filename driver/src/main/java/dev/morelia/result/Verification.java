package dev.morelia.result;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a deployment can be used, and if not, why: the result of {@code MongoClient.verify}. Immutable and
 * thread-safe. {@link #toString} is a report for people, in several lines.
 *
 * @param type what kind of deployment it is
 * @param setName name of the replica set; null if none is known or configured
 * @param srv the DNS records that provide the hosts; null unless the connection string starts with mongodb+srv
 * @param hosts the hosts of the settings and those that they led to
 * @param isReadable whether the client's reads find a server, by its read preference, on which its user may read some
 *     collection
 * @param isWritable whether writes find a server on which its user may write to some collection
 * @param problem what keeps the client from using the deployment; {@link Problem#NONE} if nothing does, though some
 *     host may have one
 * @param duration how long finding out took
 */
public record Verification(
        TopologyType type,
        @Nullable String setName,
        @Nullable Srv srv,
        List<Host> hosts,
        boolean isReadable,
        boolean isWritable,
        Problem problem,
        Duration duration) {

    /** What is tried, in this order; what follows a step that failed is not tried. */
    public enum Action {
        /** Looking up the SRV records. */
        SRV("SRV"),
        /** Looking up the TXT record. */
        TXT("TXT"),
        /** Resolving the host's name. */
        LOOK_UP("look-up"),
        /** Opening a connection. */
        CONNECT("connect"),
        /** Asking the proxy to connect to the host. */
        PROXY("proxy"),
        /** The TLS handshake. */
        TLS("TLS"),
        /** The handshake. */
        HELLO("hello"),
        /** Authentication, if the client has a credential; an arbiter knows no users. */
        AUTHENTICATE("authentication"),
        /** Sending it a command. */
        PING("ping"),
        /**
         * With a credential, asking which privileges its user has; without one, sending it a command that requires one
         * on a server with access control.
         */
        ACCESS("access");

        private final String words;

        Action(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * One thing that was tried.
     *
     * @param action what
     * @param succeeded whether it worked
     * @param duration how long it took
     * @param detail what came of it, or why it failed; may be empty
     */
    public record Step(Action action, boolean succeeded, Duration duration, String detail) {
        /** One line without indentation. */
        @Override
        public String toString() {
            return detail.isEmpty() ? withoutDetail() : withoutDetail() + "  " + detail;
        }

        private String withoutDetail() {
            return String.format(
                    Locale.ROOT,
                    "%-14s %s %9s",
                    action,
                    succeeded ? "ok    " : "FAILED",
                    String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6));
        }
    }

    /**
     * The DNS records behind a {@code mongodb+srv} connection string.
     *
     * @param host the name in the connection string
     * @param steps what was tried
     * @param problem what is wrong with the records; {@link Problem#NONE} if nothing is
     * @param message describes the problem; empty if nothing is wrong
     * @param nextStep what to do about it, without capital letter and full stop
     */
    public record Srv(String host, List<Step> steps, Problem problem, String message, String nextStep) {
        /** Copies the list. */
        public Srv {
            steps = List.copyOf(steps);
        }

        /** Several lines. */
        @Override
        public String toString() {
            return text("mongodb+srv://" + host, steps, problem, message, nextStep);
        }
    }

    private static String text(String heading, List<Step> steps, Problem problem, String message, String nextStep) {
        var text = new StringBuilder("  ").append(heading);
        for (Step step : steps) {
            // The message below ends with it.
            boolean repeated = !step.succeeded() && message.endsWith(step.detail());
            text.append("\n      ").append(repeated ? step.withoutDetail() : step);
        }
        if (problem != Problem.NONE) {
            text.append("\n    ").append(problem).append(": ").append(withoutAdvice(message, nextStep));
            text.append("\n    Next step: ").append(nextStep);
        }
        return text.toString();
    }

    /** Errors of commands and logins end with the advice that the next line gives. */
    private static String withoutAdvice(String message, String nextStep) {
        int end = message.length() - nextStep.length();
        return end > 2
                        && message.startsWith(". ", end - 2)
                        && message.regionMatches(true, end, nextStep, 0, nextStep.length())
                ? message.substring(0, end - 2)
                : message;
    }

    /**
     * One host.
     *
     * @param address where it is, or should be
     * @param type what it is
     * @param unknownFor for how long the client has not known its state; null if it does
     * @param steps what was tried
     * @param problem what is wrong with it
     * @param message describes the problem; empty if nothing is wrong
     * @param nextStep what to do about it, without capital letter and full stop; more than the problem's where the
     *     server's reply says more
     */
    public record Host(
            ServerAddress address,
            ServerType type,
            @Nullable Duration unknownFor,
            List<Step> steps,
            Problem problem,
            String message,
            String nextStep) {
        /** Copies the list. */
        public Host {
            steps = List.copyOf(steps);
        }

        /** Several lines. */
        @Override
        public String toString() {
            String since =
                    unknownFor == null ? "" : String.format(Locale.ROOT, " for %.1f s", unknownFor.toNanos() / 1e9);
            return text(address + "  " + type.specName() + since, steps, problem, message, nextStep);
        }
    }

    /** Copies the list. */
    public Verification {
        hosts = List.copyOf(hosts);
    }

    /** Whether reads and writes find a server. */
    public boolean isUsable() {
        return isReadable && isWritable;
    }

    /** The whole report, in several lines. */
    @Override
    public String toString() {
        var text = new StringBuilder(verdict());
        if (srv != null) {
            text.append("\n\n").append(srv);
        }
        hosts.forEach(host -> text.append("\n\n").append(host));
        // What is wrong with a host or the DNS records alone is said there.
        if (problem != Problem.NONE
                && (srv == null || srv.problem() != problem)
                && hosts.stream().noneMatch(host -> host.problem() == problem)) {
            text.append("\n\nNext step: ").append(problem.nextStep());
        }
        return text.toString();
    }

    private String verdict() {
        String uses = isUsable()
                ? "can be read and written"
                : isReadable
                        ? "can be read, but not written"
                        : isWritable ? "can be written, but not read" : "cannot be used";
        String what = type == TopologyType.UNKNOWN ? "Unknown deployment" : type.specName();
        return what + (setName == null ? "" : " " + setName) + ": " + uses
                + (problem == Problem.NONE ? "" : ", " + problem)
                + String.format(Locale.ROOT, " (verified in %.0f ms)", duration.toNanos() / 1e6);
    }
}
