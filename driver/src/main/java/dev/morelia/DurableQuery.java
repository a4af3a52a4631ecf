package dev.morelia;

import dev.morelia.async.AsyncDurableQuery;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.durable.ChangeSource;
import dev.morelia.internal.durable.ConsumerSettings;
import dev.morelia.internal.durable.DurableConsumer;
import dev.morelia.options.LostHistory;
import dev.morelia.spi.Checkpoints;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * A durable consumer of a change stream that is not open yet: {@code orders.watch().durable("invoices")}. Immutable and
 * thread-safe; each option method returns a new query. Opening it again opens another consumer, which waits while the
 * first one is active.
 *
 * <p><b>Each event is handled at least once.</b> After a process or a connection has died, the next active consumer
 * goes on after the last position that was saved. The events that come again are at most the {@link #saveAfter}
 * acknowledged ones since then, and those that were returned and not acknowledged; if {@link DurableChanges#run}
 * acknowledges them, that is one.
 *
 * <p><b>One consumer is active at a time.</b> It has a lease, which a thread renews after a third of the {@link
 * #leaseTime}. It stops handing out events when four fifths of that have passed since the last renewal that succeeded
 * was sent, and another consumer can acquire the lease when all of it has passed by the clock of the server. Only a
 * handler that is still running then, of the last event, may overlap with the next consumer; what it writes can be
 * rejected by the {@link dev.morelia.result.ConsumerMetrics.Lease#fencingNumber fencing number}, which grows with each
 * lease. The clocks of the members of a replica set may differ by a fifth of the lease time.
 *
 * @param <T> what each event is decoded to
 * @see ChangeStreamQuery#durable(String)
 */
public final class DurableQuery<T> {
    /** The default collection. */
    static final String CHECKPOINTS = "changeStreamCheckpoints";

    private static final Duration MINIMUM_LEASE = Duration.ofMillis(100);
    private static final Duration MAXIMUM = Duration.ofDays(1);
    private static final int UNIQUE_BYTES = 8;

    private final Core core;
    private final String name;
    private final String label;
    private final ChangeSource source;
    private final Checkpoints checkpoints;
    private final Function<RawDocument, T> decoder;
    private final ConsumerSettings settings;

    private DurableQuery(DurableQuery<T> other, String label, ConsumerSettings settings) {
        this.core = other.core;
        this.name = other.name;
        this.label = label;
        this.source = other.source;
        this.checkpoints = other.checkpoints;
        this.decoder = other.decoder;
        this.settings = settings;
    }

    private DurableQuery(
            Core core, String name, ChangeSource source, Checkpoints checkpoints, Function<RawDocument, T> decoder) {
        this.core = core;
        this.name = name;
        this.label = "";
        this.source = source;
        this.checkpoints = checkpoints;
        this.decoder = decoder;
        this.settings = ConsumerSettings.DEFAULT;
    }

    static <T> DurableQuery<T> of(
            Core core, String name, ChangeSource source, Checkpoints checkpoints, Function<RawDocument, T> decoder) {
        return new DurableQuery<>(core, name, source, checkpoints, decoder);
    }

    /** The same query with the async API. */
    public AsyncDurableQuery<T> async() {
        return new AsyncDurableQuery<>(this, core.bridge());
    }

    private DurableQuery<T> with(ConsumerSettings changed) {
        return new DurableQuery<>(this, label, changed);
    }

    /**
     * How long a lease is valid; 30 seconds by default. If the process of the active consumer dies, another one goes on
     * after this time at the latest. A pause of the process that is longer than four fifths of it ends the lease.
     *
     * @throws IllegalArgumentException if it is shorter than 100 milliseconds or longer than a day
     */
    public DurableQuery<T> leaseTime(Duration value) {
        var checked = atMostOneDay("leaseTime", value);
        if (checked.compareTo(MINIMUM_LEASE) < 0) {
            throw Argument.rejected("leaseTime", value, "must not be shorter than " + Argument.shown(MINIMUM_LEASE));
        }
        return with(settings.withLeaseTime(checked));
    }

    /**
     * After how many acknowledged events the position is saved; 100 by default. Saving it is a write that waits for a
     * majority of the members, so a small number costs time.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public DurableQuery<T> saveAfter(int events) {
        return with(settings.withSaveAfter(Argument.atLeast("saveAfter", events, 1)));
    }

    /**
     * After what time since it was saved last the position is saved, if events were acknowledged; a second by default.
     * While there are none it is saved after ten times this, so that the history is not lost in a collection that
     * changes rarely. It is looked at between events, not while one is handled.
     *
     * @throws IllegalArgumentException if it is not positive, or longer than a day
     */
    public DurableQuery<T> saveEvery(Duration value) {
        return with(settings.withSaveEvery(atMostOneDay("saveEvery", value)));
    }

    /**
     * Whether the consumer waits while another one of its name is active, and goes on when that is closed or has died;
     * true by default. Otherwise it fails with a {@link dev.morelia.error.ChangeConsumerException.LeaseHeld}.
     */
    public DurableQuery<T> standby(boolean value) {
        return with(settings.withStandby(value));
    }

    /** What to do if the history does not reach back to the saved position; {@link LostHistory#fail} by default. */
    public DurableQuery<T> lostHistory(LostHistory value) {
        return with(settings.withLostHistory(Argument.notNull("lostHistory", value)));
    }

    /**
     * What the owner of a lease is called in messages, in metrics and in the collection, before a part that is unique;
     * by default the host as the variable {@code HOSTNAME} has it, and the number of the process.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public DurableQuery<T> owner(String value) {
        return new DurableQuery<>(this, Argument.text("owner", value), settings);
    }

    private static Duration atMostOneDay(String name, Duration value) {
        var checked = Argument.positive(name, value);
        if (checked.compareTo(MAXIMUM) > 0) {
            throw Argument.rejected(name, value, "must not be longer than a day");
        }
        return checked;
    }

    /**
     * Opens the consumer, which the caller must close. Tries to acquire the lease once; if another consumer is active,
     * this one is a standby. If it is the first one of its name, its events are those from now on, or from where the
     * options of the stream say.
     *
     * @throws dev.morelia.error.ChangeConsumerException.LeaseHeld if another one is active, and it is no standby
     * @throws dev.morelia.error.ChangeConsumerException.HistoryLost if the saved position is too old
     * @throws dev.morelia.error.ChangeConsumerException.UnusablePosition if it is of another stream, or damaged
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public DurableChanges<T> open() {
        var consumer = consumer();
        var changes = new DurableChanges<>(consumer, decoder, core.bridge());
        consumer.keepFor(changes);
        consumer.open();
        return changes;
    }

    /**
     * Opens the consumer and hands its events to the program, as {@link DurableChanges#run} does, until that throws or
     * the thread is interrupted; then closes it.
     *
     * @throws X if the handler throws it
     * @throws dev.morelia.error.MongoException if it cannot go on
     */
    public <X extends Exception> void run(DurableChanges.Handler<? super T, X> handler) throws X {
        Argument.notNull("handler", handler);
        try (var changes = new DurableChanges<>(consumer(), decoder, core.bridge())) {
            changes.run(handler);
        }
    }

    private DurableConsumer consumer() {
        return new DurableConsumer(core.background(), name, owner(), source, checkpoints, settings);
    }

    private String owner() {
        byte[] unique = new byte[UNIQUE_BYTES];
        core.env().secureRandom().nextBytes(unique);
        return (label.isEmpty() ? process() : label) + "/" + HexFormat.of().formatHex(unique);
    }

    private String process() {
        String host = core.env().variable("HOSTNAME");
        return (host == null ? "localhost" : host) + "/"
                + ProcessHandle.current().pid();
    }

    @Override
    public String toString() {
        return "durable consumer '" + name + "' of " + source.watched() + " with " + checkpoints;
    }
}
