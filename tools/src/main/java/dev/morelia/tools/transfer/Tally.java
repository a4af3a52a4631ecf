package dev.morelia.tools.transfer;

import dev.morelia.result.BulkWriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what an import has done, and keeps the first problems. Thread-safe. */
public final class Tally {
    private final LongAdder inserted = new LongAdder();
    private final LongAdder matched = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder alreadyThere = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Rejections rejected = Rejections.NONE;
    private volatile String unit = "line";

    Tally() {}

    void unit(String counted) {
        unit = counted;
    }

    void add(BulkWriteResult result) {
        inserted.add(result.insertedCount() + result.upsertedCount());
        matched.add(result.matchedCount());
        deleted.add(result.deletedCount());
    }

    void inserted(long count) {
        inserted.add(count);
    }

    void alreadyThere(long count) {
        alreadyThere.add(count);
    }

    /** Records of one part that were rejected, or of an earlier import that is resumed. */
    void reject(Rejections rejections) {
        lock.lock();
        try {
            rejected = rejected.plus(rejections);
        } finally {
            lock.unlock();
        }
    }

    /** How many documents were inserted, also for lack of one to replace or merge with. */
    public long inserted() {
        return inserted.sum();
    }

    /** How many stored documents were replaced or merged with, also if that changed nothing. */
    public long matched() {
        return matched.sum();
    }

    /** How many stored documents were deleted. */
    public long deleted() {
        return deleted.sum();
    }

    /** How many documents of a resumed import had been inserted before. */
    public long alreadyThere() {
        return alreadyThere.sum();
    }

    /** How many records of the input were rejected. */
    public long rejected() {
        return rejected.count();
    }

    /** Whether anything was done, or rejected. */
    public boolean any() {
        return inserted() + matched() + deleted() + alreadyThere() + rejected() > 0;
    }

    /** The first rejected records with their places, one a line; ends with how many more there are. */
    public List<String> problems() {
        var lines = new ArrayList<String>();
        Rejections all = rejected;
        all.first().forEach(problem -> lines.add(unit + " " + problem.place() + ": " + problem.problem()));
        long more = all.count() - lines.size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }
}
