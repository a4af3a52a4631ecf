package dev.morelia.internal.durable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ReportedError;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;

/** A consumer over a history of numbers, with checkpoints in memory. */
abstract class ConsumerFixture {
    static final ServerAddress SERVER = new ServerAddress("localhost", 27017);
    static final Duration LEASE = Duration.ofMillis(600);
    static final ConsumerSettings SETTINGS = ConsumerSettings.DEFAULT
            .withLeaseTime(Duration.ofSeconds(20))
            .withSaveAfter(3)
            .withSaveEvery(Duration.ofHours(1));

    final StubCheckpoints checkpoints = new StubCheckpoints();
    final StubSource source = new StubSource(10);
    final Background background = new Background(SystemEnv.INSTANCE);

    @AfterEach
    void nothingGoesOn() {
        background.events().close();
        background.awaitEnd();
    }

    DurableConsumer consumer(ConsumerSettings settings) {
        return new DurableConsumer(background, "bills", "me", source, checkpoints, settings);
    }

    static int number(RawDocument event) {
        return event.int32("n");
    }

    static MongoException lost() {
        return new ConnectionLostException(SERVER, "getMore", true, Duration.ofMillis(1), new IOException("reset"));
    }

    static MongoException historyLost() {
        var reply = RawDocument.encode(Document.of("ok", 0, "code", 286, "errmsg", "too old"));
        return new CommandException(ReportedError.of("aggregate on app.orders", SERVER, reply));
    }

    static MongoException rejected() {
        var reply = RawDocument.encode(Document.of("ok", 0, "code", 260, "errmsg", "invalid token"));
        return new CommandException(ReportedError.of("aggregate on app.orders", SERVER, reply));
    }

    static void once(Runnable code, AtomicBoolean done) {
        if (!done.getAndSet(true)) {
            code.run();
        }
    }

    /** Runs until the last event was handled. */
    List<Integer> run(DurableConsumer consumer) {
        var handled = new ArrayList<Integer>();
        consumer.run(event -> {
            handled.add(number(event));
            if (number(event) == source.count) {
                consumer.close();
            }
        });
        return handled;
    }

    static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void fail(AtomicBoolean done) {
        once(
                () -> {
                    throw lost();
                },
                done);
    }
}
