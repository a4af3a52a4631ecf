package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code morelia topology}: the servers of a deployment as a client sees them. On a terminal the table is redrawn every
 * second, with the latest changes below; otherwise it is printed once, followed by one line for each change.
 */
@Command(
        name = "topology",
        description = {
            "Shows the servers of a deployment, their round trips and pools, as they change.",
            "Ends with Ctrl-C, --once or --for; exits with status 0 if a server can be used then, otherwise with 1."
        },
        mixinStandardHelpOptions = true)
final class TopologyCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final Duration TICK = Duration.ofSeconds(1);

    /** How long to wait for the first heartbeat of every server before the first table. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int CHANGES_SHOWN = 15;

    @Parameters(paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Option(names = "--once", description = "Print the table once and exit")
    private boolean once;

    @Option(names = "--for", paramLabel = "SECONDS", description = "Exit after the given number of seconds")
    private @Nullable Integer seconds;

    @Spec
    private CommandSpec command = CommandSpec.create();

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final Map<ServerAddress, String> dropped =
            new ConcurrentSkipListMap<>(Comparator.comparing(ServerAddress::toString));

    @Override
    public Integer call() throws InterruptedException {
        var out = command.commandLine().getOut();
        var watcher = new Watcher();
        try (MongoClient client = Clients.open(uri, builder -> builder.topologyListener(watcher))) {
            long endNanos =
                    System.nanoTime() + (seconds == null ? Long.MAX_VALUE / 2 : TimeUnit.SECONDS.toNanos(seconds));
            awaitFirstHeartbeats(client, watcher);
            if (once) {
                print(client, out);
            } else if (Ansi.AUTO.enabled()) {
                draw(client, out, endNanos);
            } else {
                follow(client, out, endNanos);
            }
            return isUsable(client.description()) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private static boolean isUsable(TopologyDescription topology) {
        return topology.isCompatible()
                && topology.servers().stream().anyMatch(server -> server.type().isDataBearing());
    }

    private static void awaitFirstHeartbeats(MongoClient client, Watcher watcher) throws InterruptedException {
        long begunNanos = System.nanoTime();
        while (!(isChecked(client.description()) && client.description().equals(watcher.latest))
                && System.nanoTime() - begunNanos < PATIENCE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean isChecked(TopologyDescription topology) {
        return topology.servers().stream().allMatch(server -> server.isKnown() || server.error() != null);
    }

    private void print(MongoClient client, PrintWriter out) {
        TopologyTable.of(client.description(), client.poolUse(), dropped).forEach(out::println);
        out.flush();
    }

    private void draw(MongoClient client, PrintWriter out, long endNanos) throws InterruptedException {
        var shown = new ArrayDeque<String>();
        while (System.nanoTime() - endNanos < 0) {
            out.print(CLEAR);
            out.println(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + "  "
                    + uri.replaceFirst("//[^@/]*@", "//...@"));
            print(client, out);
            out.println();
            shown.forEach(out::println);
            out.flush();
            for (String change = next(endNanos); change != null; change = changes.poll()) {
                shown.addLast(change);
                if (shown.size() > CHANGES_SHOWN) {
                    shown.removeFirst();
                }
            }
        }
    }

    private void follow(MongoClient client, PrintWriter out, long endNanos) throws InterruptedException {
        // The changes so far are included in the table.
        changes.clear();
        print(client, out);
        while (System.nanoTime() - endNanos < 0) {
            String change = next(endNanos);
            if (change != null) {
                out.println(change);
                out.flush();
                StandardOutput.check(out);
            }
        }
    }

    private @Nullable String next(long endNanos) throws InterruptedException {
        return changes.poll(Math.min(TICK.toNanos(), endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private final class Watcher implements TopologyListener {
        /** The information from the events so far. */
        private volatile @Nullable TopologyDescription latest;

        @Override
        public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
            ServerDescription primary = event.current().primary();
            if (primary != null) {
                event.previous().servers().stream()
                        .filter(before -> event.current().server(before.address()) == null)
                        .forEach(before -> dropped.putIfAbsent(
                                before.address(), "is not a member in the configuration of the primary"));
            }
            latest = event.current();
        }

        @Override
        public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
            String error = event.current().error();
            if (event.current().isKnown() && error != null) {
                dropped.put(event.server(), error);
            }
            add(TopologyTable.change(event.previous(), event.current()));
        }

        @Override
        public void serverOpening(TopologyEvent.ServerOpening event) {
            dropped.remove(event.server());
            add(event.server() + " belongs to the deployment");
        }

        @Override
        public void serverClosed(TopologyEvent.ServerClosed event) {
            add(event.server() + " no longer belongs to the deployment");
        }

        private void add(@Nullable String change) {
            if (change != null) {
                changes.add(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + "  " + change);
            }
        }
    }
}
