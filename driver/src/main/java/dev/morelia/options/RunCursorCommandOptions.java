package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code runCursorCommand}: what the later batches are asked for with. Only what was set is sent. Immutable
 * and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/run-command/run-command.md#runcursorcommand">Run Command</a>
 */
public record RunCursorCommandOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public RunCursorCommandOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public RunCursorCommandOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /**
     * How many documents the server sends at a time; the server chooses unless set.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public RunCursorCommandOptions batchSize(int value) {
        return with("batchSize", Argument.atLeast("batchSize", value, 0));
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public RunCursorCommandOptions comment(Object value) {
        return with("comment", value);
    }

    /** Whether the cursor stays open at the end and waits for more; {@link CursorType#NON_TAILABLE} unless set. */
    public RunCursorCommandOptions cursorType(CursorType value) {
        return with("cursorType", Argument.notNull("cursorType", value).specName());
    }

    /**
     * How long the server may work on each later batch, or wait for it with
     * {@link CursorType#TAILABLE_AWAIT}; in whole milliseconds (rounded up).
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RunCursorCommandOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private RunCursorCommandOptions with(String name, Object value) {
        return new RunCursorCommandOptions(OptionFields.with(fields, name, value));
    }
}
