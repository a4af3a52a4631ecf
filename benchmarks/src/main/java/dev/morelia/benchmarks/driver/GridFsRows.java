package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.benchmarks.limit.Replay;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.Set;

/**
 * The rows of {@code bench driver} for GridFS: the specification's file of 52 MB, from memory into an empty bucket, and
 * from there to a stream that discards it. Each driver has a bucket of its own; the limit uses that of Morelia.
 */
final class GridFsRows {
    private static final String UPLOAD = "gridfs upload";
    private static final String DOWNLOAD = "gridfs download";

    static final Set<String> NAMES = Set.of(UPLOAD, DOWNLOAD);

    private final Plan plan;
    private final Contenders contenders;
    private final DriverFiles ours;
    private final DriverFiles peer;

    GridFsRows(Plan plan, Contenders contenders) {
        this.plan = plan;
        this.contenders = contenders;
        this.ours = contenders.ours().files();
        this.peer = contenders.peer().files();
    }

    /** Runs the rows that the plan wants. */
    void run() throws Exception {
        if (NAMES.stream().noneMatch(plan::wants)) {
            return;
        }
        byte[] content = plan.data().file("gridfs_large.bin");
        if (plan.wants(UPLOAD)) {
            row(UPLOAD, content, ours::resetBucket, client -> upload(client.files(), content), upload(peer, content));
        }
        if (plan.wants(DOWNLOAD)) {
            Object id = uploaded(ours, content);
            Object idOfPeer = uploaded(peer, content);
            row(DOWNLOAD, content, Turn.NOTHING, client -> download(client.files(), id), download(peer, idOfPeer));
        }
        ours.resetBucket();
        peer.resetBucket();
    }

    private void row(String name, byte[] content, Turn.Action reset, Contenders.Sides sides, Side ofPeer)
            throws Exception {
        plan.report().progress(name);
        var exchanges = contenders.recorded(sides);
        try (var socket = contenders.socket()) {
            plan.report()
                    .add(new Contest(name, "MB/s", content.length / 1e6, 1)
                            .run(
                                    plan.length(),
                                    sides.of(contenders.ours()),
                                    ofPeer,
                                    new Replay(socket, exchanges, Replay.AS_RECORDED, Turn.preparation(reset))));
        }
    }

    /** The same rows without the limit. */
    static void run(Plan plan, DriverFiles ours, DriverFiles peer) throws Exception {
        if (NAMES.stream().noneMatch(plan::wants)) {
            return;
        }
        byte[] content = plan.data().file("gridfs_large.bin");
        if (plan.wants(UPLOAD)) {
            row(plan, UPLOAD, content, upload(ours, content), upload(peer, content));
        }
        if (plan.wants(DOWNLOAD)) {
            Object id = uploaded(ours, content);
            Object idOfPeer = uploaded(peer, content);
            row(plan, DOWNLOAD, content, download(ours, id), download(peer, idOfPeer));
        }
        ours.resetBucket();
        peer.resetBucket();
    }

    private static void row(Plan plan, String name, byte[] content, Side ours, Side peer) throws Exception {
        plan.report().progress(name);
        var contest = new Contest(name, "MB/s", content.length / 1e6, 1);
        plan.report().add(contest.run(plan.length(), ours, peer, null));
    }

    /** The id of the only file. */
    private static Object uploaded(DriverFiles files, byte[] content) throws Exception {
        files.resetBucket();
        return files.upload(new ByteArrayInputStream(content));
    }

    private static Side upload(DriverFiles files, byte[] content) {
        return new Turn(files::resetBucket, () -> {
            Object unused = files.upload(new ByteArrayInputStream(content));
        });
    }

    private static Side download(DriverFiles files, Object id) {
        return new Turn(Turn.NOTHING, () -> files.download(id, OutputStream.nullOutputStream()));
    }
}
