package dev.morelia.internal.jfr;

import dev.morelia.event.ConnectionId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A heartbeat. Confined to the thread of the server's monitor. */
@Name("dev.morelia.Heartbeat")
@Label("MongoDB Heartbeat")
@Description("A heartbeat of a server; the reply to an awaited one arrives when its state has changed")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
public final class HeartbeatRecording extends Event {
    @Label("Server")
    @Nullable
    String server;

    @Label("Awaited")
    boolean awaited;

    @Label("Failure")
    @Description("Class of the exception; null if the server replied")
    @Nullable
    String failure;

    private HeartbeatRecording() {}

    /** Begins an event. */
    public static HeartbeatRecording start() {
        var recording = new HeartbeatRecording();
        recording.begin();
        return recording;
    }

    /** Ends the event and records it if events of this kind are enabled. */
    public void end(ConnectionId connection, boolean awaitedReply, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = connection.server().toString();
            awaited = awaitedReply;
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
