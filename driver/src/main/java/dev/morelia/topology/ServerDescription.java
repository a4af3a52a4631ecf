package dev.morelia.topology;

import dev.morelia.internal.argument.Argument;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows about a server from the last check or the last error. Immutable and thread-safe.
 *
 * <p>Two descriptions are equal if they describe the same state. The time and duration of the check and the date of the
 * last write are not compared, nor are the durations in messages of errors of the same kind.
 *
 * @param address where the client reaches the server
 * @param type the type of the server
 * @param member what the server reports about its replica set
 * @param minWireVersion the minimum wire version it supports; 0 if unknown
 * @param maxWireVersion the maximum wire version it supports; 0 if unknown
 * @param logicalSessionTimeoutMinutes minutes after which it expires an unused session; null if it does not support
 *     sessions
 * @param topologyVersion the version of the state it reported; null if it did not report one
 * @param lastWriteDate the primary's wall clock at the latest write that it has; null if not reported
 * @param roundTripTime average round-trip time of its checks; null if unknown or never checked
 * @param minRoundTripTime minimum round-trip time of its recent checks; zero while there are too few
 * @param lastUpdateNanos when this was learned, on the client's monotonic clock: only differences are meaningful
 * @param sinceNanos since when it has been in this state, on the same clock
 * @param error why it is {@link ServerType#UNKNOWN}, or why it was removed from the deployment although it replied;
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

    /** Checks that required components are not null. */
    public ServerDescription {
        Argument.notNull("address", address);
        Argument.notNull("type", type);
        Argument.notNull("member", member);
        Argument.notNull("minRoundTripTime", minRoundTripTime);
    }

    /** Returns the description of a server that was not checked yet. */
    public static ServerDescription unknown(ServerAddress address, long nanos) {
        return bare(address, ServerType.UNKNOWN, null, nanos, null, null);
    }

    /**
     * Returns the description of a server whose state is unknown because of an error.
     *
     * @param address the server's address
     * @param nanos the current time on the client's monotonic clock
     * @param error a description of the error
     * @param cause the exception behind it, or null
     * @param topologyVersion the version of the state, if the server reported one
     */
    public static ServerDescription failed(
            ServerAddress address,
            long nanos,
            String error,
            @Nullable Throwable cause,
            @Nullable TopologyVersion topologyVersion) {
        return bare(address, ServerType.UNKNOWN, topologyVersion, nanos, error, cause);
    }

    /** Returns the description of a load balancer, of which only the address is known. */
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

    /** Returns a copy with the given {@link #sinceNanos}. */
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

    /** Returns a copy with the given error, for a server that replied but does not belong to the deployment. */
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

    /** A short form of the error, such as {@code Connection refused}; null if there is none. */
    public @Nullable String reason() {
        Throwable origin = cause;
        while (origin != null && origin.getCause() != null) {
            origin = origin.getCause();
        }
        if (origin == null || origin.getMessage() == null) {
            return error;
        }
        // The message is only the host name, or starts with it.
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

    /** Messages of exceptions contain durations, so each failed check would differ from the previous one. */
    private boolean isSameError(ServerDescription that) {
        if (cause == null || that.cause == null) {
            return cause == null && that.cause == null && Objects.equals(error, that.error);
        }
        return isSameKind(cause, that.cause);
    }

    /** Whether all exceptions of both chains have the same classes and the root causes the same message. */
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

    /** Address, type and what matters in a log, without line breaks. */
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
