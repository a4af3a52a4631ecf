package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of {@code bench driver} for GridFS through the async APIs: the specification's large file, and several files
 * of which some are in flight. All are published from memory and discarded, so that no file system is measured.
 */
final class FileRows {
    private static final String UPLOAD = "gridfs upload, async";
    private static final String DOWNLOAD = "gridfs download, async";
    private static final String UPLOADS = "gridfs multi-file upload, async";
    private static final String DOWNLOADS = "gridfs multi-file download, async";
    private static final int FILES = 12;
    /** As many as the blocking rows have threads. */
    private static final int IN_FLIGHT = 4;

    private final Plan plan;
    private final AsyncClient<?> ours;
    private final AsyncClient<?> peer;

    FileRows(Plan plan, AsyncClient<?> ours, AsyncClient<?> peer) {
        this.plan = plan;
        this.ours = ours;
        this.peer = peer;
    }

    /** Runs the rows that the plan wants. */
    void run() throws Exception {
        if (plan.wants(UPLOAD) || plan.wants(DOWNLOAD)) {
            rows(UPLOAD, DOWNLOAD, List.of(plan.data().file("gridfs_large.bin")));
        }
        if (plan.wants(UPLOADS) || plan.wants(DOWNLOADS)) {
            rows(UPLOADS, DOWNLOADS, files());
        }
    }

    private List<byte[]> files() throws IOException {
        Path folder = Files.createTempDirectory("morelia-bench");
        List<byte[]> contents = new ArrayList<>();
        for (Path file : plan.data().parallelFiles("gridfs_multi", plan.quick() ? 2 : FILES, folder)) {
            contents.add(Files.readAllBytes(file));
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return contents;
    }

    private void rows(String upload, String download, List<byte[]> files) throws Exception {
        if (plan.wants(upload)) {
            row(upload, files, new Uploads(ours, files), new Uploads(peer, files));
        }
        if (plan.wants(download)) {
            row(download, files, downloads(ours, files), downloads(peer, files));
        }
        ours.resetBucket();
        peer.resetBucket();
    }

    private void row(String name, List<byte[]> files, Side left, Side right) throws Exception {
        plan.report().progress(name);
        double bytes = files.stream().mapToInt(content -> content.length).sum();
        plan.report().add(new Contest(name, "MB/s", bytes / 1e6, 1).run(plan.length(), left, right, null));
    }

    /** Stores files in an empty bucket. */
    private record Uploads(AsyncClient<?> client, List<byte[]> files) implements Side {
        @Override
        public void before() throws Exception {
            client.resetBucket();
        }

        @Override
        public void run(int operations) throws Exception {
            for (int i = 0; i < operations; i++) {
                inFlight((number, end) -> client.upload(files.get(number), end), files);
            }
        }
    }

    private static Side downloads(AsyncClient<?> client, List<byte[]> files) throws Exception {
        client.resetBucket();
        List<Object> ids = new ArrayList<>();
        for (byte[] content : files) {
            ids.add(client.stored(content));
        }
        return operations -> {
            for (int i = 0; i < operations; i++) {
                inFlight((number, end) -> client.download(ids.get(number), end), files);
            }
        };
    }

    private static void inFlight(AsyncClient.Operation operation, List<byte[]> files) throws Exception {
        new OperationsInFlight(IN_FLIGHT, operation).run(files.size());
    }
}
