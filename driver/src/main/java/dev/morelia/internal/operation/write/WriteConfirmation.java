package dev.morelia.internal.operation.write;

import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** What the replies to all write commands have in common. */
public sealed interface WriteConfirmation permits WriteReply, BulkWriteReply {
    /** The write concern error, or null. */
    @Nullable
    RawDocument writeConcernError();

    /** The whole reply. */
    RawDocument document();

    /** Which server sent it. */
    ServerAddress server();
}
