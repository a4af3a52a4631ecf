package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.ServedProcess.Requester;
import dev.morelia.testkit.simulation.oplog.Commands;
import dev.morelia.testkit.simulation.oplog.OpTime;
import dev.morelia.testkit.simulation.oplog.Outcome;
import dev.morelia.testkit.simulation.oplog.RejectedCommand;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command at a server that may have to wait, before it is executed, for a cluster time, a transaction or the next
 * change of a change stream, and after it until a majority has stored what it has written. Neither lasts longer than
 * the time limits in the command; a request for changes ends without one after a second, if it has no limit.
 */
final class PendingCommand {

    private static final long AWAITING_MILLIS = 1000;

    private final SimulatedServer server;
    private final Requester client;
    private final String name;
    private final RawDocument command;
    private final Consumer<Document> answer;
    private @Nullable Outcome outcome;
    private long term;
    private boolean over;

    PendingCommand(
            SimulatedServer server, Requester client, String name, RawDocument command, Consumer<Document> answer) {
        this.server = server;
        this.client = client;
        this.name = name;
        this.command = command;
        this.answer = answer;
        long maximumMillis = command.int64("maxTimeMS", awaitsChanges() ? AWAITING_MILLIS : 0);
        if (maximumMillis > 0) {
            server.after(Duration.ofMillis(maximumMillis), "maxTimeMS has passed", this::expire);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same connection
    boolean isOf(Requester other) {
        return client == other;
    }

    /** Before it is executed, the cluster time that it waits for; null if there is none. */
    @Nullable
    Timestamp awaitedTime() {
        return outcome == null ? Commands.awaitedTime(command) : null;
    }

    /** Continues if there is no need to wait any more; returns whether the command is over. */
    boolean proceed() {
        if (outcome == null && !over) {
            try {
                requireMember();
                outcome = server.commands().execute(name, command);
            } catch (RejectedCommand rejected) {
                end(server.error(rejected.code(), rejected.reason(), name, command));
            }
            if (outcome != null) {
                term = server.replica().primaryTerm();
                executed(outcome);
            }
        }
        if (outcome != null && !over) {
            awaitMajority(outcome);
        }
        return over;
    }

    /** A member that has left its set has no changes to return. */
    private void requireMember() {
        if (server.isRemoved() && (awaitsChanges() || name.equals("aggregate"))) {
            throw new RejectedCommand(ErrorCode.NOT_PRIMARY_OR_SECONDARY, "node is not a member of its set any more");
        }
    }

    private boolean isRead() {
        return name.equals("find") || name.equals("aggregate") || awaitsChanges();
    }

    private boolean awaitsChanges() {
        return name.equals("getMore");
    }

    /** Its client has gone: a stream whose changes it waits for is closed. */
    void abandoned() {
        over = true;
        if (awaitsChanges()) {
            server.commands().changes().kill(List.of(command.int64("getMore", 0)));
        }
    }

    private void executed(Outcome done) {
        if (isRead()) {
            return;
        }
        if (server.failures().isReplyLost()) {
            over = true;
            server.note("the reply is lost");
            client.reset();
            return;
        }
        int code = done.awaited() == null ? 0 : server.failures().nextWriteConcernError();
        if (code != 0) {
            endUnfulfilled(done, code, "requested by the test");
        }
        RawDocument concern = command.documentOrNull("writeConcern");
        long limitMillis = concern == null ? 0 : concern.int64("wtimeout", 0);
        if (limitMillis > 0) {
            server.after(Duration.ofMillis(limitMillis), "wtimeout has passed", () -> {
                if (!over) {
                    endUnfulfilled(done, ErrorCode.WRITE_CONCERN_FAILED.number(), "waiting for replication timed out");
                }
            });
        }
    }

    private void awaitMajority(Outcome done) {
        OpTime awaited = Commands.needsMajority(command) ? done.awaited() : null;
        if (awaited != null && server.replica().primaryTerm() != term) {
            endUnfulfilled(
                    done,
                    ErrorCode.INTERRUPTED_DUE_TO_REPL_STATE_CHANGE.number(),
                    "operation was interrupted, as this member is not primary any more");
        } else if (awaited == null || server.replica().committed().compareTo(awaited) >= 0) {
            Document reply = done.reply();
            server.label(reply, name, command, reply.get("code") instanceof Integer code ? code : 0);
            end(name.equals("find") ? server.opened(command, reply) : reply);
        }
    }

    private void expire() {
        int code = ErrorCode.MAX_TIME_MS_EXPIRED.number();
        if (over) {
            return;
        }
        if (outcome == null && awaitsChanges()) {
            endWithoutChanges();
        } else if (outcome == null) {
            end(server.error(code, "operation exceeded time limit", name, command));
        } else {
            endUnfulfilled(outcome, code, "operation exceeded time limit while waiting for a majority");
        }
    }

    private void endWithoutChanges() {
        try {
            end(server.commands().changes().nothing(command));
        } catch (RejectedCommand lost) {
            end(server.error(lost.code(), lost.reason(), name, command));
        }
    }

    private void endUnfulfilled(Outcome done, int code, String reason) {
        if (isRead()) {
            end(server.error(code, reason, name, command));
            return;
        }
        Document reply = done.reply();
        reply.append("writeConcernError", Document.of("code", code, "errmsg", reason));
        server.label(reply, name, command, code);
        end(reply);
    }

    private void end(Document reply) {
        over = true;
        server.sign(reply, outcome == null ? server.replica().last().time() : outcome.operationTime());
        answer.accept(reply);
    }
}
