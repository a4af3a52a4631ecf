package dev.morelia.internal.jfr;

import dev.morelia.event.ConnectionId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A check of a server. Belongs to the thread of the server's monitor. */
@Name("dev.morelia.Heartbeat")
@Label("MongoDB Heartbeat")
@Description("A server was asked how it is; an awaited answer comes when something has changed")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
public final class HeartbeatRecording extends Event {
    @Label("Server")
    @Nullable
    String server;

    @Label("Awaited")
    boolean awaited;

    @Label("Failure")
    @Description("Class of the failure; none if the server answered")
    @Nullable
    String failure;

    private HeartbeatRecording() {}

    /** Begins. */
    public static HeartbeatRecording start() {
        var recording = new HeartbeatRecording();
        recording.begin();
        return recording;
    }

    /** Ends, and is recorded if any recording wants it. */
    public void end(ConnectionId connection, boolean awaitedAnswer, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = connection.server().toString();
            awaited = awaitedAnswer;
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
