package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The fail point {@code failCommand}, as set by a {@code configureFailPoint}. Thread-safe. */
public final class FailCommand {
    /** The disabled fail point. */
    public static final FailCommand OFF = new FailCommand(0, 0, new Document());

    private final ReentrantLock lock = new ReentrantLock();
    private final Document data;
    private long skips;
    private long times;

    private FailCommand(long skips, long times, Document data) {
        this.skips = skips;
        this.times = times;
        this.data = data;
    }

    /**
     * Reads a {@code configureFailPoint}.
     *
     * @throws IllegalArgumentException if its mode is unknown
     */
    public static FailCommand of(Document command) {
        var data = command.containsKey("data") ? command.document("data") : new Document();
        return switch (command.get("mode")) {
            case String mode when mode.equals("off") -> OFF;
            case String mode when mode.equals("alwaysOn") -> new FailCommand(0, Long.MAX_VALUE, data);
            case Document mode when mode.containsKey("times") -> new FailCommand(0, mode.int64("times"), data);
            case Document mode
            when mode.containsKey("skip") -> new FailCommand(mode.int64("skip"), Long.MAX_VALUE, data);
            case null, default ->
                throw new IllegalArgumentException("unknown mode of a fail point: " + command.get("mode"));
        };
    }

    /**
     * Whether a command fails; consumes one of the {@code times}.
     *
     * @param application the client's application name, null if it has none
     */
    public boolean hits(String command, @Nullable String application) {
        var named = data.stringOrNull("appName");
        var commands = data.listOrNull("failCommands", String.class);
        // Command names may have two spellings, such as isMaster and ismaster.
        if (commands == null
                || commands.stream().noneMatch(command::equalsIgnoreCase)
                || (named != null && !named.equals(application))) {
            return false;
        }
        lock.lock();
        try {
            if (skips > 0) {
                skips--;
                return false;
            }
            if (times > 0 && times < Long.MAX_VALUE) {
                times--;
                return true;
            }
            return times > 0;
        } finally {
            lock.unlock();
        }
    }

    /** How long the command is delayed. */
    public Duration block() {
        return data.bool("blockConnection", false) ? Duration.ofMillis(data.int64("blockTimeMS", 0)) : Duration.ZERO;
    }

    /** Whether the connection is closed instead of a reply. */
    public boolean closesConnection() {
        return data.bool("closeConnection", false);
    }

    /** The error to reply with, null if the command is to be executed. */
    public @Nullable Document error(Request request) {
        if (!data.containsKey("errorCode")) {
            return null;
        }
        var error = Replies.error(request, data.int32("errorCode"), "Failing command via 'failCommand' failpoint");
        if (data.containsKey("errorLabels")) {
            error.append("errorLabels", labels());
        }
        if (data.containsKey("extraInfo")) {
            error.putAll(data.document("extraInfo"));
        }
        return error;
    }

    /** Adds the configured fields to the reply to an executed command. */
    public void addTo(Document reply) {
        if (data.containsKey("writeConcernError")) {
            reply.append("writeConcernError", data.document("writeConcernError"));
            if (data.containsKey("errorLabels")) {
                reply.append("errorLabels", labels());
            }
        }
    }

    boolean addsToReplies() {
        return data.containsKey("writeConcernError");
    }

    private List<String> labels() {
        return data.list("errorLabels", String.class);
    }
}
