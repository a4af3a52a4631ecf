package dev.morelia.topology;

import dev.morelia.internal.argument.Argument;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of one server, from the last check or the last error. Immutable and thread-safe.
 *
 * <p>Two are equal if they tell the same of the server's state. When the server was checked, how long that took, and
 * the time of its last write do not count; nor do two errors of the same kind that differ in their figures.
 *
 * @param address where the client reaches it
 * @param type what it is
 * @param member what it says of its replica set
 * @param minWireVersion oldest protocol version it speaks; 0 if unknown
 * @param maxWireVersion newest protocol version it speaks; 0 if unknown
 * @param logicalSessionTimeoutMinutes minutes after which it forgets a session that is not used; null if it has none
 * @param topologyVersion how fresh its report is; null if it did not say
 * @param lastWriteDate the primary's wall clock at the newest write that it has; null if it did not say
 * @param roundTripTime average duration of its checks; null if unknown or never checked
 * @param minRoundTripTime shortest of its last checks; zero while there are too few to tell
 * @param lastUpdateNanos when this was learned, on the client's monotonic clock: only differences mean something
 * @param sinceNanos when it became what it is now, on the same clock
 * @param error why it is {@link ServerType#UNKNOWN}, or why it was dropped from the deployment though it answered;
 *     null if it is known and used, or was not checked yet
 * @param cause the exception behind the error, or null
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#serverdescription">Server Discovery and Monitoring: ServerDescription</a>
 */
public record ServerDescription(
        ServerAddress address,
        ServerType type,
        ReplicaSetMember member,
        int minWireVersion,
        int maxWireVersion,
        @Nullable Integer logicalSessionTimeoutMinutes,
        @Nullable TopologyVersion topologyVersion,
        @Nullable Instant lastWriteDate,
        @Nullable Duration roundTripTime,
        Duration minRoundTripTime,
        long lastUpdateNanos,
        long sinceNanos,
        @Nullable String error,
        @Nullable Throwable cause) {

    /** Checks that nothing is null but what may be. */
    public ServerDescription {
        Argument.notNull("address", address);
        Argument.notNull("type", type);
        Argument.notNull("member", member);
        Argument.notNull("minRoundTripTime", minRoundTripTime);
    }

    /** A server that was not checked yet. */
    public static ServerDescription unknown(ServerAddress address, long nanos) {
        return bare(address, ServerType.UNKNOWN, null, nanos, null, null);
    }

    /**
     * A server whose state is unknown because something went wrong.
     *
     * @param address where it listens
     * @param nanos now, on the client's monotonic clock
     * @param error what went wrong
     * @param cause the exception behind it, or null
     * @param topologyVersion how fresh the description is, if the server said so
     */
    public static ServerDescription failed(
            ServerAddress address,
            long nanos,
            String error,
            @Nullable Throwable cause,
            @Nullable TopologyVersion topologyVersion) {
        return bare(address, ServerType.UNKNOWN, topologyVersion, nanos, error, cause);
    }

    /** A load balancer; nothing but its address is ever known. */
    public static ServerDescription loadBalancer(ServerAddress address, long nanos) {
        return bare(address, ServerType.LOAD_BALANCER, null, nanos, null, null);
    }

    private static ServerDescription bare(
            ServerAddress address,
            ServerType type,
            @Nullable TopologyVersion topologyVersion,
            long nanos,
            @Nullable String error,
            @Nullable Throwable cause) {
        return new ServerDescription(
                address,
                type,
                ReplicaSetMember.NONE,
                0,
                0,
                null,
                topologyVersion,
                null,
                null,
                Duration.ZERO,
                nanos,
                nanos,
                error,
                cause);
    }

    /** The same, having become what it is at another time. */
    public ServerDescription sinceNanos(long value) {
        return new ServerDescription(
                address,
                type,
                member,
                minWireVersion,
                maxWireVersion,
                logicalSessionTimeoutMinutes,
                topologyVersion,
                lastWriteDate,
                roundTripTime,
                minRoundTripTime,
                lastUpdateNanos,
                value,
                error,
                cause);
    }

    /** The same with an error, as of a server that answered and does not belong to the deployment. */
    public ServerDescription error(String value) {
        return new ServerDescription(
                address,
                type,
                member,
                minWireVersion,
                maxWireVersion,
                logicalSessionTimeoutMinutes,
                topologyVersion,
                lastWriteDate,
                roundTripTime,
                minRoundTripTime,
                lastUpdateNanos,
                sinceNanos,
                value,
                cause);
    }

    /** Whether the state of the server is known. */
    public boolean isKnown() {
        return type != ServerType.UNKNOWN;
    }

    /** The error in few words, as in {@code Connection refused}; null if there is none. */
    public @Nullable String reason() {
        Throwable origin = cause;
        while (origin != null && origin.getCause() != null) {
            origin = origin.getCause();
        }
        if (origin == null || origin.getMessage() == null) {
            return error;
        }
        // Its message is the name alone, or begins with it.
        return origin instanceof UnknownHostException ? "DNS does not know " + address.host() : origin.getMessage();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerDescription that
                && address.equals(that.address)
                && type == that.type
                && member.equals(that.member)
                && minWireVersion == that.minWireVersion
                && maxWireVersion == that.maxWireVersion
                && Objects.equals(logicalSessionTimeoutMinutes, that.logicalSessionTimeoutMinutes)
                && Objects.equals(topologyVersion, that.topologyVersion)
                && isSameError(that);
    }

    /** Messages of exceptions tell durations, so each failed check would differ from the last one. */
    private boolean isSameError(ServerDescription that) {
        if (cause == null || that.cause == null) {
            return cause == null && that.cause == null && Objects.equals(error, that.error);
        }
        return isSameKind(cause, that.cause);
    }

    /** The same classes all the way down, and the same words at the bottom. */
    private static boolean isSameKind(Throwable one, Throwable other) {
        if (one.getClass() != other.getClass()) {
            return false;
        }
        if (one.getCause() == null || other.getCause() == null) {
            return one.getCause() == null
                    && other.getCause() == null
                    && Objects.equals(one.getMessage(), other.getMessage());
        }
        return isSameKind(one.getCause(), other.getCause());
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, type, member, maxWireVersion, topologyVersion);
    }

    /** Address, type and what matters to a reader of a log, without line breaks of its own. */
    @Override
    public String toString() {
        var text = new StringBuilder(address.toString()).append(' ').append(type.specName());
        if (member.setName() != null) {
            text.append(" of ").append(member.setName());
        }
        if (!member.tags().isEmpty()) {
            text.append(' ').append(member.tags());
        }
        if (roundTripTime != null) {
            text.append(" rtt ").append(roundTripTime.toNanos() / 1000).append(" us");
        }
        return error == null
                ? text.toString()
                : text.append(": ").append(reason()).toString();
    }
}
