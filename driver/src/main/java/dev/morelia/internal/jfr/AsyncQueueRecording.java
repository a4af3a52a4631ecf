package dev.morelia.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The wait of an operation of the async API. Begun by the thread that queues it, ended by the one that dequeues it. */
@Name("dev.morelia.AsyncQueue")
@Label("MongoDB Async Queue")
@Description("An operation of the async API waited in the queue")
@Category({"MongoDB", "Morelia"})
@StackTrace(false)
@Threshold("10 ms")
public final class AsyncQueueRecording extends Event {
    /** Only used to check whether events of this kind are enabled; never recorded. */
    private static final AsyncQueueRecording KIND = new AsyncQueueRecording();

    @Label("Queued")
    @Description("Operations in the queue when it left")
    int queued;

    private AsyncQueueRecording() {}

    /** Whether events of this kind are enabled. */
    public static boolean isOn() {
        return KIND.isEnabled();
    }

    /** Begins an event. */
    public static AsyncQueueRecording start() {
        var recording = new AsyncQueueRecording();
        recording.begin();
        return recording;
    }

    /** Ends the event and records it unless it is below the threshold. */
    public void end(int left) {
        end();
        if (shouldCommit()) {
            queued = left;
            commit();
        }
    }
}
