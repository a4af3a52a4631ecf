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

/** The check-out of a connection. Confined to the thread of the operation. */
@Name("dev.morelia.CheckOut")
@Label("MongoDB Connection Check-Out")
@Description("An operation waited for a connection or established one")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class CheckOutRecording extends Event {
    /** Only used to check whether events of this kind are enabled; never recorded. */
    private static final CheckOutRecording KIND = new CheckOutRecording();

    @Label("Server")
    @Nullable
    String server;

    @Label("Command")
    @Nullable
    String command;

    @Label("Failure")
    @Description("Class of the exception; null if the check-out succeeded")
    @Nullable
    String failure;

    private CheckOutRecording() {}

    /** Whether events of this kind are enabled. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins an event. */
    public static CheckOutRecording start() {
        var recording = new CheckOutRecording();
        recording.begin();
        return recording;
    }

    /** Ends the event and records it unless it is below the threshold. */
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
