package dev.morelia.internal.exec;

import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ServerAddress;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How operations of one view (client, database, collection) are carried out. Immutable; each {@code with} gives a new
 * one.
 *
 * @param codecs how values are encoded and decoded
 * @param readPreference which members serve reads
 * @param readConcern how settled the data read must be
 * @param writeConcern how settled a write must be before it counts as done
 * @param timeout how long an operation may take with all it entails, null for no limit
 * @param pinned the one server that can serve it, because it holds a cursor; null for any suitable one
 */
public record ExecutionContext(
        CodecRegistry codecs,
        ReadPreference readPreference,
        ReadConcern readConcern,
        WriteConcern writeConcern,
        @Nullable Duration timeout,
        @Nullable ServerAddress pinned) {

    /** The same with other codecs. */
    public ExecutionContext with(CodecRegistry changed) {
        return new ExecutionContext(changed, readPreference, readConcern, writeConcern, timeout, pinned);
    }

    /** The same with another read preference. */
    public ExecutionContext with(ReadPreference changed) {
        return new ExecutionContext(codecs, changed, readConcern, writeConcern, timeout, pinned);
    }

    /** The same with another read concern. */
    public ExecutionContext with(ReadConcern changed) {
        return new ExecutionContext(codecs, readPreference, changed, writeConcern, timeout, pinned);
    }

    /** The same with another write concern. */
    public ExecutionContext with(WriteConcern changed) {
        return new ExecutionContext(codecs, readPreference, readConcern, changed, timeout, pinned);
    }

    /** The same with another timeout. */
    public ExecutionContext with(Duration changed) {
        return new ExecutionContext(codecs, readPreference, readConcern, writeConcern, changed, pinned);
    }

    /** The same, bound to one server. */
    public ExecutionContext pinnedTo(ServerAddress server) {
        return new ExecutionContext(codecs, readPreference, readConcern, writeConcern, timeout, server);
    }

    Deadline deadline(Env env) {
        return timeout == null ? Deadline.NONE : Deadline.after(env.nanoTime(), timeout.toNanos());
    }
}
