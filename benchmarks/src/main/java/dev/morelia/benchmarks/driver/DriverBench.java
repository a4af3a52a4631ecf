package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.testkit.Mongod;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code bench driver}: the standard driver benchmark on a real mongod: Morelia, the official driver, and the limit, a
 * plain socket that replays the bytes that Morelia sent. The official driver prepares the collections for all three.
 */
public final class DriverBench {
    private static final Set<String> STANDARD = Arrays.stream(DriverTask.values())
            .filter(DriverTask::isStandard)
            .map(DriverTask::row)
            .collect(Collectors.toSet());

    private final Plan plan;

    /** Prepares the benchmark. */
    public DriverBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var mongod = Mongod.start();
                var contenders = new Contenders(mongod.uri())) {
            plan.report().version("mongod", contenders.peer().serverVersion());
            plan.report().note(ServerCore.pin(mongod.pid()));
            for (var task : DriverTask.values()) {
                if (plan.wants(task.row())) {
                    plan.report().progress(task.row());
                    plan.report().add(measured(task, contenders));
                }
            }
            new GridFsRows(plan, contenders).run();
            contenders.peer().dropDatabase();
        }
        plan.report().printTables();
        plan.report()
                .note(String.format(
                        Locale.ROOT,
                        "%ngeometric mean of the specification's rows: ours / limit %.2f, peer / limit %.2f",
                        plan.report().geometricMean(STANDARD, Row::oursOfLimit),
                        plan.report().geometricMean(STANDARD, Row::peerOfLimit)));
    }

    private Row measured(DriverTask task, Contenders contenders) throws Exception {
        String json = task.json(plan.data());
        var peer = contenders.peer();
        if (task.finds()) {
            peer.load(json, task == DriverTask.FIND_ONE);
        }
        return contenders.run(task, task.contest(json), plan.length(), json, new Reset(task, peer));
    }

    /** Empties the collection before each slice of a row that inserts. */
    private record Reset(DriverTask task, OfficialDriver peer) implements Side {
        @Override
        public void before() {
            if (task.inserts()) {
                peer.reset();
            }
        }

        @Override
        public void run(int operations) {}
    }
}
