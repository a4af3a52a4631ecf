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

/** The selection of a server. Confined to the thread of the operation. */
@Name("dev.morelia.ServerSelection")
@Label("MongoDB Server Selection")
@Description("An operation selected a suitable server and possibly waited for one")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class SelectionRecording extends Event {
    /** Only used to check whether events of this kind are enabled; never recorded. */
    private static final SelectionRecording KIND = new SelectionRecording();

    @Label("Server")
    @Description("The selected server; null if there was none")
    @Nullable
    String server;

    @Label("Command")
    @Nullable
    String command;

    @Label("Selector")
    @Nullable
    String selector;

    @Label("Failure")
    @Description("Class of the exception; null if a server was found")
    @Nullable
    String failure;

    private SelectionRecording() {}

    /** Whether events of this kind are enabled. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins an event. */
    public static SelectionRecording start() {
        var recording = new SelectionRecording();
        recording.begin();
        return recording;
    }

    /** Ends the event and records it unless it is below the threshold. */
    public void end(
            @Nullable ServerAddress address, String commandName, String wantedSelector, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = address == null ? null : address.toString();
            command = commandName;
            selector = wantedSelector;
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
