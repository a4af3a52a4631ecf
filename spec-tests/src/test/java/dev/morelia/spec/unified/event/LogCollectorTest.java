package dev.morelia.spec.unified.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.event.LogMessage;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class LogCollectorTest {
    private final Logger logger = Logger.getLogger("dev.morelia.command");

    @Test
    void collectsOnlyWhatItsLaneLogs() throws InterruptedException {
        var other = new Thread(() -> {
            LogCollector.enter("other");
            log(Level.FINE, "other");
        });
        var own = new Thread(() -> {
            LogCollector.enter("own");
            var collector = new LogCollector(new Document("command", "debug"));
            try {
                other.start();
                other.join();
                var inherits = new Thread(() -> log(Level.FINE, "own"));
                inherits.start();
                inherits.join();
                assertThat(collector.messages())
                        .singleElement()
                        .satisfies(logged -> assertThat(logged.data()).containsEntry("message", "own"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                collector.close();
            }
        });
        var failure = new Throwable[1];
        own.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        own.start();
        own.join();
        assertThat(failure[0]).isNull();
    }

    @Test
    void severalCollectorsRequireTheLowestLevelAndEachGetsItsOwn() {
        var debug = new LogCollector(new Document("command", "debug"));
        var error = new LogCollector(new Document("command", "error"));
        log(Level.FINE, "detail");
        debug.close();
        debug.close();

        assertThat(logger.getLevel()).isEqualTo(Level.SEVERE);
        assertThat(debug.messages()).hasSize(1);
        assertThat(error.messages()).isEmpty();
        error.close();
        assertThat(logger.getLevel()).isNull();
    }

    @Test
    void poolsOfEarlierClientsAreIgnored() {
        var collector = new LogCollector(new Document("command", "debug"));
        log(Level.FINE, "Connection pool ready");
        log(Level.FINE, "Connection pool created");
        log(Level.FINE, "Connection pool ready");
        collector.close();

        assertThat(collector.messages())
                .extracting(logged -> logged.data().string("message"))
                .containsExactly("Connection pool created", "Connection pool ready");
    }

    private void log(Level level, String message) {
        var record = new LogRecord(level, message);
        record.setLoggerName(logger.getName());
        record.setParameters(new Object[] {new LogMessage(message, Map.of(), message)});
        logger.log(record);
    }
}
