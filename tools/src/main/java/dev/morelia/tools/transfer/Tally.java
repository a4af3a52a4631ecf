package dev.morelia.tools.transfer;

import dev.morelia.result.BulkWriteResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what an import has done, and keeps the first problems. Thread-safe. */
public final class Tally {
    /** How many problems are kept. */
    static final int PROBLEMS = 20;

    private final LongAdder inserted = new LongAdder();
    private final LongAdder matched = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder alreadyThere = new LongAdder();
    private final AtomicLong rejected = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Batch.Rejected> problems = new ArrayList<>();
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

    void reject(Batch.Rejected problem) {
        rejected.incrementAndGet();
        lock.lock();
        try {
            problems.add(problem);
            problems.sort(Comparator.comparingLong(Batch.Rejected::place));
            if (problems.size() > PROBLEMS) {
                problems.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Documents that were rejected, of which nothing else is known. */
    void rejectMore(long count) {
        rejected.addAndGet(count);
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
        return rejected.get();
    }

    /** Whether anything was done, or rejected. */
    public boolean any() {
        return inserted() + matched() + deleted() + alreadyThere() + rejected() > 0;
    }

    /** The first rejected records with their places, one a line; ends with how many more there are. */
    public List<String> problems() {
        var lines = new ArrayList<String>();
        lock.lock();
        try {
            problems.forEach(problem -> lines.add(unit + " " + problem.place() + ": " + problem.problem()));
        } finally {
            lock.unlock();
        }
        long more = rejected() - lines.size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }
}
