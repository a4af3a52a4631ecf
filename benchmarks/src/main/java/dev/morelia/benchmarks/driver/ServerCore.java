package dev.morelia.benchmarks.driver;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Pins a server to the last core where {@code taskset} can do it. Small round trips come in two modes, some 15 or 30
 * microseconds, by where the kernel puts the two processes; a pinned server makes one of them the rule.
 */
final class ServerCore {
    private ServerCore() {}

    /** Pins all threads of a process; returns a line that says what came of it. */
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
            return "server not pinned: there is no taskset here";
        }
    }
}
