package dev.morelia.internal.jfr;

import dev.morelia.event.ConnectionId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A command and its reply. Confined to the thread that runs the command. */
@Name("dev.morelia.Command")
@Label("MongoDB Command")
@Description("A command sent to a server, until its reply arrived")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class CommandRecording extends Event {
    /** Only used to check whether events of this kind are enabled; never recorded. */
    private static final CommandRecording KIND = new CommandRecording();

    @Label("Server")
    @Nullable
    String server;

    @Label("Database")
    @Nullable
    String database;

    @Label("Command")
    @Nullable
    String command;

    @Label("Request ID")
    int requestId;

    @Label("Driver Connection ID")
    long driverConnectionId;

    @Label("Failure")
    @Description("Class of the exception; null if the command succeeded")
    @Nullable
    String failure;

    private CommandRecording() {}

    /** Whether events of this kind are enabled. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins an event. */
    public static CommandRecording start() {
        var recording = new CommandRecording();
        recording.begin();
        return recording;
    }

    /** Ends the event and records it unless it is below the threshold. */
    public void end(String name, String databaseName, int id, ConnectionId connection, @Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            server = connection.server().toString();
            database = databaseName;
            command = name;
            requestId = id;
            driverConnectionId = connection.driverConnectionId();
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}
