package dev.morelia.internal.changestream;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.CodecRegistry;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What distinguishes one change stream from another for the position of a durable consumer: what is watched, its
 * stages, and the options that decide which events there are. Options that only add to the events, such as {@code
 * fullDocument}, do not count, nor do those that say where the stream begins.
 */
public final class StreamIdentity {
    private static final List<String> DECIDING = List.of("showExpandedEvents", "collation", "let");
    private static final int DIGEST_BYTES = 8;

    private StreamIdentity() {}

    /**
     * A short text that is the same in each process: of the stages it only has a digest.
     *
     * @param codecs encodes the stages
     */
    public static String of(ChangeStreamCommand command, CodecRegistry codecs) {
        String watched = command.ofCluster()
                ? "all databases"
                : (command.collection() == null ? "database " : "collection ") + command.target();
        var options = new Document();
        for (String name : DECIDING) {
            Object value = command.options().get(name);
            if (value != null && !Boolean.FALSE.equals(value)) {
                options.append(name, value);
            }
        }
        if (command.stages().isEmpty() && options.isEmpty()) {
            return watched;
        }
        var encoded = codecs.encode(Document.of("stages", command.stages(), "options", options));
        return watched + ", pipeline " + digest(encoded.toByteArray());
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
