package dev.morelia.internal.jfr;

import dev.morelia.topology.ServerAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The way to a connection out of a pool. Belongs to the thread of the operation. */
@Name("dev.morelia.CheckOut")
@Label("MongoDB Connection Check-Out")
@Description("An operation waited for a connection, or opened one")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class CheckOutRecording extends Event {
    /** Asked whether events of this kind are recorded; never recorded itself. */
    private static final CheckOutRecording KIND = new CheckOutRecording();

    @Label("Server")
    @Nullable
    String server;

    @Label("Command")
    @Nullable
    String command;

    @Label("Failure")
    @Description("Class of the failure; none if there was a connection")
    @Nullable
    String failure;

    private CheckOutRecording() {}

    /** Whether any recording wants such events. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins. */
    public static CheckOutRecording start() {
        var recording = new CheckOutRecording();
        recording.begin();
        return recording;
    }

    /** Ends, and is recorded unless it was too short for the recording. */
    public void end(ServerAddress address, String commandName, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = address.toString();
            command = commandName;
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
