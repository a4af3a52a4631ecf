package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ChangeStream;
import dev.morelia.ChangeStreamQuery;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ChangeEvent.OperationType;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the changes of a collection, of a database or of all, with one stream after the other, each of which goes on
 * after the token of the one before, or after an older one, as a program that was restarted does.
 */
final class Watcher {

    /** The value of the last change, after all faults. */
    static final String LAST = "last";

    private static final Duration REST = Duration.ofMillis(250);
    private static final int HISTORY_LOST = 286;
    private static final int MAXIMUM_CLOSERS = 2;

    /** State changes, what the faults ask for, and a server's time limit. */
    static final Set<Integer> POSSIBLE = Set.of(6, 50, 89, 91, 189, 234, 262, 9001, 10107, 11600, 11602, 13435, 13436);

    private enum Target {
        COLLECTION,
        DATABASE,
        CLIENT
    }

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Clock clock;
    private final MongoClient client;
    private final ChangeFaults faults;
    private final String name;
    private final Target target;
    private final boolean waits;
    private final @Nullable Duration timeout;
    private final int batchSize;
    private final @Nullable Duration maxAwait;
    private final List<Segment> segments = new ArrayList<>();
    private final List<SimulatedThread> closers = new ArrayList<>();
    private Segment segment;
    private @Nullable ChangeStream<ChangeEvent<Document>> stream;
    private boolean invalidated;
    private boolean beingClosed;
    private boolean over;
    private boolean closing;
    private int opened;

    Watcher(
            Simulation simulation,
            Clock clock,
            MongoClient client,
            ChangeFaults faults,
            String name,
            @Nullable Timestamp from) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.clock = clock;
        this.client = client;
        this.faults = faults;
        this.name = name;
        this.target = Target.values()[random.nextInt(Target.values().length)];
        this.waits = random.nextInt(3) == 0;
        this.timeout = random.nextInt(3) == 0 ? null : Duration.ofMillis(400 + random.nextInt(3000));
        this.maxAwait = random.nextInt(4) == 0 && timeout == null ? null : Duration.ofMillis(20 + random.nextInt(300));
        this.batchSize = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4);
        this.segment = begin(from);
    }

    private Segment begin(@Nullable Timestamp from) {
        segment = new Segment(from);
        segments.add(segment);
        return segment;
    }

    /** From now on calls may be rejected, as the client is being closed. */
    void closing() {
        closing = true;
    }

    /** Reads until the last change. */
    void run() throws InterruptedException {
        while (!over && !(closing && stream == null)) {
            try {
                step();
            } catch (MongoException e) {
                failed(e);
            } catch (IllegalStateException e) {
                if (!beingClosed) {
                    throw e;
                }
                simulation.note(name + " was closed by another thread");
                left();
            }
        }
        close();
        for (var closer : closers) {
            assertThat(closer.join(Duration.ofMinutes(1).toNanos())).isTrue();
        }
    }

    private void step() {
        var open = stream;
        if (open == null) {
            clock.rest(REST);
            stream = open();
            return;
        }
        int choice = random.nextInt(24);
        if (choice == 0 && !beingClosed && closers.size() < MAXIMUM_CLOSERS) {
            beingClosed = true;
            closers.add(simulation.start(name + "'s closer", () -> {
                clock.rest(REST);
                clock.within(timeout, () -> closed(open));
            }));
        } else if (choice <= 2) {
            close();
            return;
        }
        if (waits) {
            returned(open, clock.within(timeout, open::next));
        } else {
            clock.rest(REST);
            read(open);
        }
    }

    private void read(ChangeStream<ChangeEvent<Document>> open) {
        ChangeEvent<Document> event = clock.within(timeout, open::tryNext);
        if (event == null) {
            segment.told(open.resumeToken());
            return;
        }
        returned(open, event);
        while (stream != null && open.available() > 0 && random.nextInt(6) != 0) {
            returned(open, clock.within(timeout, open::next));
        }
    }

    private void returned(ChangeStream<ChangeEvent<Document>> open, ChangeEvent<Document> event) {
        Document whole = event.raw().toDocument();
        segment.returned(whole);
        Document token = open.resumeToken();
        simulation.note(name + ": " + Ledger.value(whole) + ", " + token);
        if (open.available() > 0) {
            assertThat(token).as("token after an event within a batch").isEqualTo(event.resumeToken());
        }
        segment.told(token);
        if (event.operationType() == OperationType.INVALIDATE) {
            assertThat(token).as("token after the end").isEqualTo(event.resumeToken());
            if (!beingClosed) {
                assertThat(open.hasNext()).as("more after the end").isFalse();
                assertThat(open.tryNext()).as("another event after the end").isNull();
            }
            close();
            invalidated = true;
        }
        over = over || Ledger.value(whole).equals(LAST + " of " + lastCollection());
    }

    private String lastCollection() {
        return target == Target.COLLECTION ? Writer.COLLECTIONS.getFirst() : Writer.COLLECTIONS.getLast();
    }

    // ---- opening and closing ----

    private ChangeStream<ChangeEvent<Document>> open() {
        Segment.Told stored = segment.last();
        if (stored != null && !invalidated && random.nextInt(4) == 0) {
            stored = segment.told().get(random.nextInt(segment.told().size()));
        }
        Segment.Told after = stored;
        var query = stored == null ? fromStart() : after(stored);
        var open = clock.within(timeout, query::cursor);
        if (after != null) {
            segment.backTo(after);
            invalidated = false;
        } else {
            segment.opened(clock.nowNanos(), open.resumeToken(), open.available() > 0);
            segment.told(open.resumeToken());
        }
        beingClosed = false;
        simulation.note(name + " opened " + query);
        return open;
    }

    private ChangeStreamQuery<ChangeEvent<Document>> fromStart() {
        if (segment.from() == null) {
            begin(null);
        }
        return segment.from() == null ? query() : query().startAtOperationTime(segment.from());
    }

    private ChangeStreamQuery<ChangeEvent<Document>> after(Segment.Told stored) {
        return isOfEnd(stored) || random.nextBoolean()
                ? query().startAfter(stored.token())
                : query().resumeAfter(stored.token());
    }

    /** A stream that has ended cannot be resumed, but another one can start after it. */
    private static boolean isOfEnd(Segment.Told stored) {
        return stored.data().endsWith("1");
    }

    private ChangeStreamQuery<ChangeEvent<Document>> query() {
        var database = client.database(Writer.DATABASE);
        var query = switch (target) {
            case COLLECTION ->
                database.collection(Writer.COLLECTIONS.getFirst()).watch();
            case DATABASE -> database.watch();
            case CLIENT -> client.watch();
        };
        query = query.comment(name + ", stream " + ++opened);
        if (timeout != null) {
            query = query.with(timeout);
        }
        if (maxAwait != null) {
            query = query.maxAwaitTime(maxAwait);
        }
        return batchSize == 0 ? query : query.batchSize(batchSize);
    }

    private void close() {
        var open = stream;
        if (open != null) {
            clock.within(timeout, () -> closed(open));
            left();
        }
    }

    private static boolean closed(ChangeStream<?> open) {
        open.close();
        return true;
    }

    /** Stores the token of a stream that is closed, or will be by another thread. */
    private void left() {
        var closed = stream;
        stream = null;
        if (closed != null) {
            segment.told(closed.resumeToken());
        }
    }

    // ---- failures ----

    private void failed(MongoException failure) {
        simulation.note(name + " failed: " + failure.getClass().getSimpleName());
        if (failure instanceof ClientClosedException) {
            assertThat(closing).as("client closed").isTrue();
            over = true;
            return;
        }
        requirePossible(failure);
        var open = stream;
        if (failure instanceof ServerException reported && reported.code() == HISTORY_LOST) {
            close();
            begin(null);
        } else if (open != null && !staysOpen(failure)) {
            if (!beingClosed) {
                assertThatThrownBy(open::tryNext).as("after " + failure).isInstanceOf(IllegalStateException.class);
            }
            close();
        } else if (random.nextInt(3) == 0) {
            close();
        }
    }

    private static boolean staysOpen(MongoException failure) {
        return failure instanceof OperationTimeoutException
                || failure instanceof InterruptedOperationException
                || failure.isTransient();
    }

    private void requirePossible(MongoException failure) {
        boolean possible = !(failure instanceof OperationTimeoutException) || timeout != null;
        if (failure instanceof CursorNotFoundException) {
            possible = false;
        } else if (failure instanceof ServerException reported) {
            possible = switch (reported.code()) {
                case ChangeFaults.FATAL -> reported.toString().contains("requested by the test");
                case HISTORY_LOST -> faults.isHistoryCut();
                default -> POSSIBLE.contains(reported.code());
            };
        }
        if (!possible) {
            throw new AssertionError(name + ": an error that the driver should have dealt with", failure);
        }
    }

    // ---- at the end ----

    /** Checks all that was returned. */
    void verify(SimulatedReplicaSet set, Ledger ledger) {
        var history = switch (target) {
            case COLLECTION -> set.changes(Writer.DATABASE, Writer.COLLECTIONS.getFirst());
            case DATABASE -> set.changes(Writer.DATABASE, null);
            case CLIENT -> set.changes(null, null);
        };
        segments.forEach(each -> each.verify(history, ledger));
    }
}
