package dev.morelia.internal.command;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerType;
import org.jspecify.annotations.Nullable;

/** Reads the reply to {@code hello}. */
public final class HelloFields {
    private HelloFields() {}

    /**
     * The reply without the fields that are null: they mean the same as absent ones.
     *
     * @throws BsonException when it is malformed
     */
    public static RawDocument present(RawDocument reply) {
        Document fields = reply.toDocument();
        if (!fields.containsValue(null)) {
            return reply;
        }
        var present = new Document();
        fields.forEach((name, value) -> {
            if (value != null) {
                present.append(name, value);
            }
        });
        return RawDocument.encode(present);
    }

    /** What the server is. */
    public static ServerType type(RawDocument hello) {
        if (hello.bool("isreplicaset", false)) {
            return ServerType.RS_GHOST;
        }
        if (hello.stringOrNull("setName") != null) {
            return memberType(hello);
        }
        return "isdbgrid".equals(hello.valueOrNull("msg")) ? ServerType.MONGOS : ServerType.STANDALONE;
    }

    private static ServerType memberType(RawDocument hello) {
        if (hello.bool("hidden", false)) {
            return ServerType.RS_OTHER;
        }
        if (hello.bool(hello.has("isWritablePrimary") ? "isWritablePrimary" : "ismaster", false)) {
            return ServerType.RS_PRIMARY;
        }
        if (hello.bool("secondary", false)) {
            return ServerType.RS_SECONDARY;
        }
        return hello.bool("arbiterOnly", false) ? ServerType.RS_ARBITER : ServerType.RS_OTHER;
    }

    /** How long the server keeps an idle session; null if it has no sessions. */
    public static @Nullable Integer logicalSessionTimeoutMinutes(RawDocument hello) {
        return hello.has("logicalSessionTimeoutMinutes") ? hello.int32("logicalSessionTimeoutMinutes", 0) : null;
    }

    /** The facts that commands and retries depend on. */
    public static ServerFacts facts(RawDocument hello) {
        boolean knowsHello = Boolean.TRUE.equals(hello.valueOrNull("helloOk")) || hello.has("isWritablePrimary");
        return new ServerFacts(
                type(hello), knowsHello, hello.int32("maxWireVersion", 0), logicalSessionTimeoutMinutes(hello));
    }
}
