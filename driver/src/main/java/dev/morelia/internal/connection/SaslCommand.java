package dev.morelia.internal.connection;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.auth.SentSecrets;
import dev.morelia.internal.command.Command;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The commands that carry the messages of a SASL conversation, and their replies. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#sasl-mechanisms">Authentication:
 *     SASL mechanisms</a>
 */
final class SaslCommand {
    private static final String START = "saslStart";
    private static final String CONTINUE = "saslContinue";
    private static final List<String> SHOWN =
            List.of("ok", "errmsg", "code", "codeName", "errorLabels", "topologyVersion");

    private SaslCommand() {}

    /** The first command. */
    static Command start(String source, SaslConversation conversation, byte[] payload) {
        return Command.of(START, source, output -> writeStart(output, conversation, payload));
    }

    /** The first command as a part of the handshake, which another database gets. */
    static void writeSpeculative(BsonOutput output, String source, SaslConversation conversation, byte[] payload) {
        output.name("speculativeAuthenticate").startDocument();
        writeStart(output, conversation, payload);
        output.string("db", source);
        output.endDocument();
    }

    private static void writeStart(BsonOutput output, SaslConversation conversation, byte[] payload) {
        output.int32(START, 1);
        output.string("mechanism", conversation.mechanism());
        output.name("payload").binary(Binary.GENERIC, payload);
        output.int32("autoAuthorize", 1);
        if (conversation.mechanism().startsWith("SCRAM-")) {
            output.name("options").startDocument();
            output.bool("skipEmptyExchange", true);
            output.endDocument();
        }
    }

    /** One of the following commands. */
    static Command next(String source, Object conversationId, byte[] payload) {
        return Command.of(CONTINUE, source, output -> {
            output.int32(CONTINUE, 1);
            output.value("conversationId", conversationId);
            output.name("payload").binary(Binary.GENERIC, payload);
        });
    }

    /** Whether the server reports success. */
    static boolean isOk(RawDocument reply) {
        return reply.float64("ok", 0) == 1;
    }

    /** What exceptions may show of the reply to a command with these secrets. */
    static RawDocument errorOf(RawDocument reply, SentSecrets sent) {
        var shown = new Document();
        for (String name : SHOWN) {
            Object value = reply.valueOrNull(name);
            if (value != null) {
                shown.append(name, hidden(value, sent));
            }
        }
        return RawDocument.encode(shown.containsKey("ok") ? shown : shown.append("ok", 0));
    }

    private static Object hidden(Object value, SentSecrets sent) {
        return switch (value) {
            case String text -> sent.hide(text);
            case List<?> list ->
                list.stream()
                        .filter(Objects::nonNull)
                        .map(each -> hidden(each, sent))
                        .toList();
            case Document document -> {
                var shown = new Document();
                document.forEach(
                        (name, each) -> shown.append(sent.hide(name), each == null ? null : hidden(each, sent)));
                yield shown;
            }
            default -> value;
        };
    }

    /**
     * A server's message.
     *
     * @param conversationId a 32-bit or 64-bit integer
     * @param done whether it is the last one
     */
    record Challenge(Object conversationId, boolean done, Binary payload) {
        /**
         * Reads a reply.
         *
         * @param before the message before it in the same conversation, or null
         * @throws AuthenticationFailure if it is malformed
         */
        static Challenge of(RawDocument reply, @Nullable Challenge before) throws AuthenticationFailure {
            try {
                return of(
                        reply.valueOrNull("conversationId"),
                        reply.valueOrNull("done"),
                        reply.valueOrNull("payload"),
                        before);
            } catch (BsonException malformed) {
                throw new AuthenticationFailure("the server's reply is not valid BSON", malformed);
            }
        }

        private static Challenge of(
                @Nullable Object id, @Nullable Object done, @Nullable Object payload, @Nullable Challenge before)
                throws AuthenticationFailure {
            if (!(id instanceof Integer || id instanceof Long)) {
                throw new AuthenticationFailure("the server's reply has no conversationId that is an integer", null);
            }
            if (before != null && !before.conversationId.equals(id)) {
                throw new AuthenticationFailure("the server's reply belongs to another conversation", null);
            }
            if (!(done instanceof Boolean last)) {
                throw new AuthenticationFailure("the server's reply has no field done that is a boolean", null);
            }
            if (!(payload instanceof Binary binary)) {
                throw new AuthenticationFailure("the server's reply has no payload that is binary data", null);
            }
            return new Challenge(id, last, binary);
        }
    }
}
