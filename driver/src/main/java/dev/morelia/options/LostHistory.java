package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import java.util.function.BooleanSupplier;

/**
 * What a durable consumer of a change stream does if the history of the servers (their oplog) no longer reaches back to
 * its position, because it was not running, or was too slow, for too long.
 */
public sealed interface LostHistory {

    /**
     * It fails with a {@link dev.morelia.error.ChangeConsumerException.HistoryLost}, and so does the next one of its
     * name, until the program decides otherwise. The default.
     */
    static LostHistory fail() {
        return new Fail();
    }

    /** It goes on from now, without the changes that it has missed; logged as a warning and counted. */
    static LostHistory restart() {
        return new Restart();
    }

    /**
     * It lets the program read what is watched anew, and then goes on with the changes since before that. If the
     * process ends before the scan is complete, the next active consumer begins another one.
     *
     * @param scan reads everything
     */
    static LostHistory rescan(Scan scan) {
        return new Rescan(Argument.notNull("scan", scan));
    }

    /** See {@link LostHistory#fail}. */
    record Fail() implements LostHistory {}

    /** See {@link LostHistory#restart}. */
    record Restart() implements LostHistory {}

    /**
     * See {@link LostHistory#rescan}.
     *
     * @param scan reads everything
     */
    record Rescan(Scan scan) implements LostHistory {
        /** Checks that there is a scan. */
        public Rescan {
            Argument.notNull("scan", scan);
        }
    }

    /** Reads what a durable consumer watches anew. */
    @FunctionalInterface
    interface Scan {
        /**
         * Reads all documents from the primary (a secondary may lag behind), and brings what the program derives from
         * them up to date, also for documents that are gone. Changes that are made meanwhile follow as events, some of
         * which the scan may have seen already. Called by the thread that uses the consumer, which keeps its lease
         * meanwhile. What it throws ends the call of the consumer; the next one begins another scan.
         */
        void run(Loss loss);
    }

    /**
     * What has happened to the consumer.
     *
     * @param consumer its name
     * @param fencingNumber the fencing number of its lease
     * @param cause the error of the server, a {@code MongoException}
     * @param active whether it is still the active one of its name
     */
    record Loss(String consumer, long fencingNumber, RuntimeException cause, BooleanSupplier active) {
        /** Checks that nothing is null. */
        public Loss {
            Argument.notNull("consumer", consumer);
            Argument.notNull("cause", cause);
            Argument.notNull("active", active);
        }

        /** Whether it is still the active one of its name. If not, the scan is of no use any more and should end. */
        public boolean isActive() {
            return active.getAsBoolean();
        }
    }
}
