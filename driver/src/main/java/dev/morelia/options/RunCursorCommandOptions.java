package dev.morelia.options;

import dev.morelia.bson.Document;
import java.time.Duration;

/**
 * Options of {@code runCursorCommand}: what the later batches are asked for with. Immutable and
 * thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/run-command/run-command.md#runcursorcommand">Run Command</a>
 */
public final class RunCursorCommandOptions extends Options<RunCursorCommandOptions>
        implements Options.BatchSize<RunCursorCommandOptions>,
                Options.Comment<RunCursorCommandOptions>,
                Options.CursorTimeout<RunCursorCommandOptions>,
                Options.MaxTime<RunCursorCommandOptions>,
                Options.Tailable<RunCursorCommandOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public RunCursorCommandOptions() {}

    private RunCursorCommandOptions(Document fields) {
        super(fields);
    }

    @Override
    protected RunCursorCommandOptions with(Document changed) {
        return new RunCursorCommandOptions(changed);
    }

    /**
     * How long the server may work on each later batch, or wait for it with
     * {@link CursorType#TAILABLE_AWAIT}; in whole milliseconds (rounded up).
     *
     * @throws IllegalArgumentException if it is negative
     */
    @Override
    public RunCursorCommandOptions maxTime(Duration value) {
        return Options.MaxTime.super.maxTime(value);
    }
}
