package dev.morelia.benchmarks.driver;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Pins a server to the last core if {@code taskset} is available. The times of small round trips are bimodal, about 15
 * or 30 microseconds, depending on the cores of the two processes; pinning the server makes them consistent.
 */
final class ServerCore {
    private ServerCore() {}

    /** Pins all threads of a process; returns a line that describes the result. */
    static String pin(long process) throws InterruptedException {
        int core = Runtime.getRuntime().availableProcessors() - 1;
        try {
            var taskset = new ProcessBuilder("taskset", "-a", "-p", "-c", "" + core, "" + process)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean done = taskset.waitFor(10, TimeUnit.SECONDS) && taskset.exitValue() == 0;
            return done ? "server pinned to core " + core : "server not pinned: taskset failed";
        } catch (IOException missing) {
            return "server not pinned: taskset is not available";
        }
    }
}
