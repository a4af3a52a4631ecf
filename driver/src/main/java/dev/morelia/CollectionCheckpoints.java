package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.internal.changestream.LeaseStatements;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.ReturnDocument;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spi.Checkpoints;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in a collection: a document for each name, whose times are those of the server. All writes have the write
 * concern {@code majority}, no session of the program, and the timeout of the collection, or else the time of the
 * lease; a renewal has a third of that at the most, so that one without a reply can be tried again before the lease
 * ends.
 */
final class CollectionCheckpoints implements Checkpoints {
    private static final FindOneAndUpdateOptions ACQUIRING =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private static final int RENEWALS_IN_TIME = 3;

    private final MongoCollection<Document> documents;
    /** The timeout of the collection; null for none. */
    private final @Nullable Duration limit;

    CollectionCheckpoints(MongoCollection<?> collection) {
        ExecutionContext context = collection.context().withoutSession().with(WriteConcern.MAJORITY);
        Duration timeout = context.timeout();
        this.limit = timeout == null || timeout.isZero() ? null : timeout;
        this.documents = new MongoCollection<>(
                collection.core(),
                context,
                collection.namespace(),
                context.codecs().codec(Document.class));
    }

    private MongoCollection<Document> within(Duration time) {
        return limit == null ? documents.with(time) : documents;
    }

    private MongoCollection<Document> withinPartOf(Duration time) {
        Duration part = time.dividedBy(RENEWALS_IN_TIME);
        return limit == null || limit.compareTo(part) > 0 ? documents.with(part) : documents;
    }

    @Override
    public Attempt acquire(String name, String owner, Duration time) {
        var update = LeaseStatements.acquire(owner, time);
        Supplier<Document> acquiring = () -> within(time)
                .findOneAndUpdate(LeaseStatements.of(name), update, ACQUIRING)
                .orElseThrow();
        Document stored = outside(() -> {
            try {
                return acquiring.get();
            } catch (DuplicateKeyException other) {
                // Two consumers have inserted the document at once.
                return acquiring.get();
            }
        });
        boolean understood = false;
        try {
            Attempt attempt = LeaseStatements.attempt(stored, owner, time);
            understood = true;
            return attempt;
        } finally {
            if (!understood) {
                // Nobody knows of this lease, so that it would only end by its time.
                outside(() -> within(time).updateOne(LeaseStatements.of(name, owner), LeaseStatements.release()));
            }
        }
    }

    @Override
    public boolean renew(Lease lease) {
        return update(withinPartOf(lease.time()), lease, LeaseStatements.renew(lease.time()));
    }

    @Override
    public boolean save(Lease lease, Position position) {
        return update(within(lease.time()), lease, LeaseStatements.save(position));
    }

    @Override
    public void release(Lease lease) {
        update(within(lease.time()), lease, LeaseStatements.release());
    }

    private static boolean update(MongoCollection<Document> limited, Lease lease, List<Document> pipeline) {
        return outside(
                () -> limited.updateOne(LeaseStatements.of(lease), pipeline).matchedCount() == 1);
    }

    /** Not in a transaction of the program, which may never be committed. */
    static <R> R outside(Supplier<R> operation) {
        var result = new AtomicReference<R>();
        SessionScope.suspend(() -> result.set(operation.get()));
        return result.get();
    }

    @Override
    public String toString() {
        return "checkpoints in " + documents.namespace();
    }
}
