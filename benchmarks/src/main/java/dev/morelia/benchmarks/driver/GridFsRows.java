package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/**
 * The rows of {@code bench driver} for GridFS: the specification's file of 52 MB, from memory into an empty bucket, and
 * from there to a stream that discards it. There is no limit for them, as replayed chunks would not be new.
 */
final class GridFsRows {
    private static final String UPLOAD = "gridfs upload";
    private static final String DOWNLOAD = "gridfs download";

    private final Plan plan;
    private final Contenders contenders;

    GridFsRows(Plan plan, Contenders contenders) {
        this.plan = plan;
        this.contenders = contenders;
    }

    /** The bucket of a driver. */
    interface Bucket {
        /** Drops the bucket and stores a file of one byte, which creates the indexes. */
        void reset() throws IOException;

        /** Stores a file and returns its id. */
        Object upload(byte[] content) throws IOException;

        /** Reads a file and discards what it reads. */
        void download(Object id, OutputStream discarding) throws IOException;
    }

    /** Runs the rows that the plan wants. */
    void run() throws Exception {
        if (!plan.wants(UPLOAD) && !plan.wants(DOWNLOAD)) {
            return;
        }
        byte[] content = plan.data().file("gridfs_large.bin");
        var ours = contenders.ours().bucket();
        var peer = contenders.peer().bucket();
        row(UPLOAD, content, () -> new Upload(ours, content), () -> new Upload(peer, content));
        row(DOWNLOAD, content, () -> new Download(ours, content), () -> new Download(peer, content));
        ours.reset();
    }

    private void row(String name, byte[] content, Supplier<Side> ours, Supplier<Side> peer) throws Exception {
        if (plan.wants(name)) {
            plan.report().progress(name);
            var contest = new Contest(name, "MB/s", content.length / 1e6, 1);
            plan.report().add(contest.run(plan.length(), ours.get(), peer.get(), null));
        }
    }

    private static final class Upload implements Side {
        private final Bucket bucket;
        private final byte[] content;

        Upload(Bucket bucket, byte[] content) {
            this.bucket = bucket;
            this.content = content;
        }

        @Override
        public void before() throws IOException {
            bucket.reset();
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                Object unused = bucket.upload(content);
            }
        }
    }

    private static final class Download implements Side {
        private final Bucket bucket;
        private final byte[] content;
        private Object id = "";

        Download(Bucket bucket, byte[] content) {
            this.bucket = bucket;
            this.content = content;
        }

        @Override
        public void before() throws IOException {
            if (id.equals("")) {
                bucket.reset();
                id = bucket.upload(content);
            }
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                bucket.download(id, OutputStream.nullOutputStream());
            }
        }
    }
}
