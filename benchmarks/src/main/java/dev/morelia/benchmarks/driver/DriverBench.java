package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.testkit.Mongod;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code bench driver}: the standard driver benchmark on a real mongod: Morelia, the official driver, and the limit, a
 * plain socket that replays the bytes that Morelia sent. The official driver prepares the collections for all three.
 */
public final class DriverBench {
    /** For the mixed bulk writes, whose 30,000 writes take seconds. */
    private static final int SLOW_ROUNDS = 9;

    private static final Set<String> FRONT = rows(DriverTask::needsFront);
    private static final Set<String> SPECIFIED = Stream.of(
                    rows(DriverTask::isStandard), GridFsRows.NAMES, ParallelRows.NAMES)
            .flatMap(Set::stream)
            .collect(Collectors.toSet());
    private static final Set<String> REAL =
            SPECIFIED.stream().filter(row -> !FRONT.contains(row)).collect(Collectors.toSet());

    private final Plan plan;

    /** Prepares the benchmark. */
    public DriverBench(Plan plan) {
        this.plan = plan;
    }

    private static Set<String> rows(Predicate<DriverTask> which) {
        return Arrays.stream(DriverTask.values())
                .filter(which)
                .map(DriverTask::row)
                .collect(Collectors.toSet());
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var mongod = Mongod.start();
                var contenders = new Contenders(mongod.uri());
                var parallel = new ParallelRows(plan, contenders)) {
            plan.report().version("mongod", contenders.peer().serverVersion());
            plan.report().note(ServerCore.pin(mongod.pid()));
            tasks(task -> !task.needsFront(), contenders);
            new GridFsRows(plan, contenders).run();
            parallel.run();
            if (FRONT.stream().anyMatch(plan::wants)) {
                front(mongod);
            }
            contenders.peer().dropDatabase();
        }
        plan.report().printTables();
        plan.report().note("");
        means("the specification's rows", SPECIFIED);
        means("those without a front", REAL);
    }

    /**
     * {@code bench compat}: the rows that need no front through the interfaces of the official driver, implemented by
     * Morelia and by the official driver, with documents and codecs of that on both sides. Prints no tables.
     */
    public void runThroughOfficialInterfaces() throws Exception {
        try (var mongod = Mongod.start();
                var ours = OfficialDriver.onMorelia(mongod.uri());
                var peer = new OfficialDriver(mongod.uri())) {
            plan.report().version("mongod", peer.serverVersion());
            plan.report().note(ServerCore.pin(mongod.pid()));
            for (var task : DriverTask.values()) {
                if (!task.needsFront() && plan.wants(task.row())) {
                    plan.report().progress(task.row());
                    plan.report().add(measured(task, ours, peer));
                }
            }
            GridFsRows.run(plan, ours.files(), peer.files());
            try (var parallel = new ParallelRows(plan, ours.files(), peer, null)) {
                parallel.run();
            }
        }
    }

    private Row measured(DriverTask task, OfficialDriver ours, OfficialDriver peer) throws Exception {
        String json = task.json(plan.data());
        load(task, json, peer);
        Side reset = Turn.preparation(() -> reset(task, peer));
        return task.contest(json)
                .run(
                        length(task),
                        new DriverSide<>(ours, task, json, reset),
                        new DriverSide<>(peer, task, json, reset),
                        null);
    }

    /** The rows for which the server has a front. */
    private void front(Mongod mongod) throws Exception {
        try (var front = FrontServer.start(mongod);
                var contenders = new Contenders(front.uri())) {
            plan.report().note("front: " + ServerCore.pin(front.pid()));
            tasks(DriverTask::needsFront, contenders);
        }
    }

    private void tasks(Predicate<DriverTask> which, Contenders contenders) throws Exception {
        for (var task : DriverTask.values()) {
            if (which.test(task) && plan.wants(task.row())) {
                plan.report().progress(task.row());
                plan.report().add(measured(task, contenders));
            }
        }
    }

    private void means(String which, Set<String> rows) {
        plan.report()
                .note(String.format(
                        Locale.ROOT,
                        "geometric mean of %s: ours / limit %.2f, peer / limit %.2f, ratio %.2f, cpu ratio %.2f",
                        which,
                        plan.report().geometricMean(rows, Row::oursOfLimit),
                        plan.report().geometricMean(rows, Row::peerOfLimit),
                        plan.report().geometricMean(rows, Row::ratio),
                        plan.report().geometricMean(rows, Row::cpuRatio)));
    }

    private Row measured(DriverTask task, Contenders contenders) throws Exception {
        String json = task.json(plan.data());
        var peer = contenders.peer();
        load(task, json, peer);
        Side reset = Turn.preparation(() -> reset(task, peer));
        return contenders.run(task, task.contest(json), length(task), json, reset);
    }

    private static void load(DriverTask task, String json, OfficialDriver peer) {
        if (task.finds()) {
            peer.load(json, task == DriverTask.FIND_ONE);
        }
    }

    private Contest.Length length(DriverTask task) {
        return task.isMixed() ? plan.length(SLOW_ROUNDS) : plan.length();
    }

    /** Empties the collection before each slice of a row that inserts. */
    private static void reset(DriverTask task, OfficialDriver peer) {
        if (task == DriverTask.CLIENT_BULK_MIXED) {
            peer.resetNumbered();
        } else if (task.inserts()) {
            peer.reset();
        }
    }
}
