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

/** The way to a server. Belongs to the thread of the operation. */
@Name("dev.morelia.ServerSelection")
@Label("MongoDB Server Selection")
@Description("An operation looked for a server that can serve it, and maybe waited for one")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class SelectionRecording extends Event {
    /** Asked whether events of this kind are recorded; never recorded itself. */
    private static final SelectionRecording KIND = new SelectionRecording();

    @Label("Server")
    @Description("The server that was chosen; none if there was none")
    @Nullable
    String server;

    @Label("Command")
    @Nullable
    String command;

    @Label("Wanted")
    @Nullable
    String wanted;

    @Label("Failure")
    @Description("Class of the failure; none if a server was found")
    @Nullable
    String failure;

    private SelectionRecording() {}

    /** Whether any recording wants such events. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins. */
    public static SelectionRecording start() {
        var recording = new SelectionRecording();
        recording.begin();
        return recording;
    }

    /** Ends, and is recorded unless it was too short for the recording. */
    public void end(
            @Nullable ServerAddress address, String commandName, String wantedServer, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = address == null ? null : address.toString();
            command = commandName;
            wanted = wantedServer;
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
