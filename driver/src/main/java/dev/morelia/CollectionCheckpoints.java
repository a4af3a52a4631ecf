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

/**
 * Checkpoints in a collection: a document for each name, whose times are those of the server. All writes have the write
 * concern {@code majority}, no session of the program, and the timeout of the collection, or else the time of the
 * lease.
 */
final class CollectionCheckpoints implements Checkpoints {
    private static final FindOneAndUpdateOptions ACQUIRING =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> documents;
    private final boolean limited;

    CollectionCheckpoints(MongoCollection<?> collection) {
        ExecutionContext context = collection.context().withoutSession().with(WriteConcern.MAJORITY);
        Duration timeout = context.timeout();
        this.limited = timeout != null && !timeout.isZero();
        this.documents = new MongoCollection<>(
                collection.core(),
                context,
                collection.namespace(),
                context.codecs().codec(Document.class));
    }

    private MongoCollection<Document> within(Duration time) {
        return limited ? documents : documents.with(time);
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
        return LeaseStatements.attempt(stored, owner, time);
    }

    @Override
    public boolean renew(Lease lease) {
        return update(lease, LeaseStatements.renew(lease.time()));
    }

    @Override
    public boolean save(Lease lease, Position position) {
        return update(lease, LeaseStatements.save(position));
    }

    @Override
    public void release(Lease lease) {
        update(lease, LeaseStatements.release());
    }

    private boolean update(Lease lease, List<Document> pipeline) {
        return outside(() -> within(lease.time())
                        .updateOne(LeaseStatements.of(lease), pipeline)
                        .matchedCount()
                == 1);
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
