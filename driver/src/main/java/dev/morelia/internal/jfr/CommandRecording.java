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

/** A command and its answer. Belongs to the thread that runs the command. */
@Name("dev.morelia.Command")
@Label("MongoDB Command")
@Description("A command sent to a server, until its answer was there")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class CommandRecording extends Event {
    /** Asked whether events of this kind are recorded; never recorded itself. */
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
    @Description("Class of the failure; none if the command succeeded")
    @Nullable
    String failure;

    private CommandRecording() {}

    /** Whether any recording wants such events. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins. */
    public static CommandRecording start() {
        var recording = new CommandRecording();
        recording.begin();
        return recording;
    }

    /** Ends, and is recorded unless it was too short for the recording. */
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
