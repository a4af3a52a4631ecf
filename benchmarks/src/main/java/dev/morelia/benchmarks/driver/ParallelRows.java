package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.benchmarks.limit.BareSocket;
import dev.morelia.benchmarks.limit.FileTransfer;
import dev.morelia.benchmarks.limit.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parallel rows of {@code bench driver}: several threads import, export, upload and download the specification's
 * files, of which a slice has only some, so that the sides alternate often. The limit, if there is one, has as many
 * threads and a socket for each file, and reads or writes the same files, but parses and formats nothing.
 */
final class ParallelRows implements AutoCloseable {
    private static final String IMPORT = "ldjson multi-file import";
    private static final String EXPORT = "ldjson multi-file export";
    private static final String UPLOAD = "gridfs multi-file upload";
    private static final String DOWNLOAD = "gridfs multi-file download";

    static final Set<String> NAMES = Set.of(IMPORT, EXPORT, UPLOAD, DOWNLOAD);

    private static final int THREADS = 4;

    private final Plan plan;
    private final OfficialDriver server;
    private final @Nullable Contenders contenders;
    private final DriverFiles ours;
    private final DriverFiles peer;
    private final Path folder = Files.createTempDirectory("morelia-bench");
    /** The threads live until the end, as the processor time of a thread that has ended is less exact. */
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    ParallelRows(Plan plan, Contenders contenders) throws IOException {
        this(plan, contenders.ours().files(), contenders.peer(), contenders);
    }

    /** @param contenders null for no limit */
    ParallelRows(Plan plan, DriverFiles ours, OfficialDriver peer, @Nullable Contenders contenders) throws IOException {
        this.plan = plan;
        this.server = peer;
        this.contenders = contenders;
        this.ours = ours;
        this.peer = peer.files();
    }

    /** What is done with one of the files, by its index. */
    private interface Work {
        void on(int file) throws Exception;
    }

    /** The work of a driver, and what prepares a slice of it. */
    private record Task(Turn.Action reset, Work work) {}

    /** Runs the rows that the plan wants. */
    void run() throws Exception {
        if (plan.wants(IMPORT) || plan.wants(EXPORT)) {
            lines(files("ldjson_multi"));
        }
        if (plan.wants(UPLOAD) || plan.wants(DOWNLOAD)) {
            buckets(files("gridfs_multi"));
        }
    }

    private List<Path> files(String directory) throws IOException {
        return plan.data().parallelFiles(directory, plan.quick() ? 2 : 12, folder);
    }

    private void lines(List<Path> files) throws Exception {
        if (plan.wants(IMPORT)) {
            row(IMPORT, files, driver -> new Task(server::reset, file -> driver.importLines(files.get(file))));
        }
        if (plan.wants(EXPORT)) {
            int each = server.loadLines(files) / files.size();
            row(
                    EXPORT,
                    files,
                    driver -> new Task(
                            () -> deleteWritten(files.size()),
                            file -> driver.exportLines(file * each, (file + 1) * each, written(file))));
        }
    }

    @SuppressWarnings("ReferenceEquality") // one of the two
    private void buckets(List<Path> files) throws Exception {
        if (plan.wants(UPLOAD)) {
            row(UPLOAD, files, driver -> new Task(driver::resetBucket, file -> upload(driver, files.get(file))));
        }
        if (plan.wants(DOWNLOAD)) {
            var idsOfOurs = uploaded(ours, files);
            var idsOfPeer = uploaded(peer, files);
            row(DOWNLOAD, files, driver -> download(driver, driver == peer ? idsOfPeer : idsOfOurs));
        }
        ours.resetBucket();
        peer.resetBucket();
    }

    private Task download(DriverFiles driver, List<Object> ids) {
        return new Task(() -> deleteWritten(ids.size()), file -> {
            try (var out = Files.newOutputStream(written(file))) {
                driver.download(ids.get(file), out);
            }
        });
    }

    private static List<Object> uploaded(DriverFiles driver, List<Path> files) throws IOException {
        driver.resetBucket();
        List<Object> ids = new ArrayList<>();
        for (var file : files) {
            ids.add(upload(driver, file));
        }
        return ids;
    }

    private static Object upload(DriverFiles driver, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return driver.upload(in);
        }
    }

    private void row(String name, List<Path> files, Function<DriverFiles, Task> tasks) throws Exception {
        boolean writes = name.equals(EXPORT) || name.equals(DOWNLOAD);
        plan.report().progress(name);
        double bytes = 0;
        for (var file : files) {
            bytes += Files.size(file);
        }
        List<BareSocket> sockets = new ArrayList<>();
        try {
            var limit = contenders == null ? null : side(limit(contenders, sockets, tasks, files, writes), files);
            plan.report()
                    .add(new Contest(name, "MB/s", bytes / 1e6, 1)
                            .run(plan.length(), side(tasks.apply(ours), files), side(tasks.apply(peer), files), limit));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private Task limit(
            Contenders recorded,
            List<BareSocket> sockets,
            Function<DriverFiles, Task> tasks,
            List<Path> files,
            boolean writes)
            throws Exception {
        List<Work> limits = new ArrayList<>();
        for (int file = 0; file < files.size(); file++) {
            sockets.add(recorded.socket());
            var replay = replay(recorded, sockets.get(file), tasks, file);
            // Recording has written the file.
            var transfer = writes ? FileTransfer.writing(written(file)) : FileTransfer.reading(files.get(file));
            limits.add(any -> {
                replay.run(1);
                transfer.run();
            });
        }
        return new Task(tasks.apply(ours).reset(), file -> limits.get(file).on(file));
    }

    private static Replay replay(Contenders recorded, BareSocket socket, Function<DriverFiles, Task> tasks, int file)
            throws Exception {
        var exchanges = recorded.recorded(client -> {
            var task = tasks.apply(client.files());
            return new Turn(task.reset(), () -> task.work().on(file));
        });
        return new Replay(socket, exchanges, Replay.AS_RECORDED, Turn.preparation(Turn.NOTHING));
    }

    private Side side(Task task, List<Path> files) {
        List<Callable<Integer>> calls = IntStream.range(0, files.size())
                .<Callable<Integer>>mapToObj(file -> () -> {
                    task.work().on(file);
                    return file;
                })
                .toList();
        return new Turn(task.reset(), () -> {
            for (var done : threads.invokeAll(calls)) {
                var unused = done.get();
            }
        });
    }

    private Path written(int file) {
        return folder.resolve("written" + file);
    }

    private void deleteWritten(int files) throws IOException {
        for (int file = 0; file < files; file++) {
            Files.deleteIfExists(written(file));
        }
    }

    @Override
    public void close() throws IOException {
        threads.close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
