package dev.morelia.internal.operation;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.command.Target;
import dev.morelia.topology.ServerAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request to a server: builds its command and parses the reply. Implementations are pure; {@link #build} may be
 * called again for a retry and must then give the same command.
 *
 * @param <R> what the reply means
 */
public interface Operation<R> {
    /** The name of its command. */
    String commandName();

    /** What its command is about. */
    Target target();

    /** Its name in messages: {@code insert on app.orders}. */
    default String tried() {
        return target().tried(commandName());
    }

    /** Decides which shared fields the executor adds and whether it may retry. */
    OperationKind kind();

    /** The command for a server with these limits. */
    Command build(Limits limits);

    /** Whether it runs in a session where servers have such; not if it brings its own. */
    default boolean takesSession() {
        return true;
    }

    /** Recognizes replies whose {@code ok} is 0 and that are still no error: there was nothing to remove. */
    default Predicate<RawDocument> tolerates() {
        return reply -> false;
    }

    /**
     * How long the caller allows the server for it: what the executor sends unless the call has a timeout. Of the next
     * batch of a cursor, how long the server waits for new documents, within a timeout.
     *
     * @return milliseconds, 0 for no limit
     */
    default long maxTimeMillis() {
        return 0;
    }

    /** Whether the executor may limit the time that the server has for it, if the call has a timeout. */
    default boolean takesMaxTime() {
        return kind() != OperationKind.CURSOR;
    }

    /** Whether the server replies to it. */
    default boolean acknowledged() {
        return true;
    }

    /** What the reply may be read into; null if it needs memory of its own. */
    default @Nullable ReplyBuffer replyBuffer() {
        return null;
    }

    /**
     * What it comes to when there is no reply: it asks for none, or its command turned out to have nothing to carry and
     * was not sent.
     *
     * @param server where it went, or would have gone
     */
    default R withoutReply(ServerAddress server) {
        throw new IllegalStateException(commandName() + " has no meaning without a reply");
    }

    /**
     * Adds the labels to a failure that servers of a later version would have given it.
     *
     * @param limits those of the server
     */
    default void label(MongoException failure, Limits limits) {}

    /**
     * The meaning of a reply whose {@code ok} is 1; throws the exception for an error in it.
     *
     * @throws dev.morelia.bson.BsonException when the reply lacks a required field
     */
    R parse(Reply reply);
}
