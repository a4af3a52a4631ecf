package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.topology.ServerAddress;
import java.time.Instant;
import java.util.Objects;

/**
 * A member of the set behind the front.
 *
 * @param hello its last hello reply
 */
public record Member(ServerAddress address, Document hello) {

    boolean isPrimary() {
        return hello.bool("isWritablePrimary", false);
    }

    boolean isSecondary() {
        return hello.bool("secondary", false) && !hello.bool("hidden", false);
    }

    /** Of two that claim to be primary, the one with the greater id is right. */
    ObjectId electionId() {
        return hello.value("electionId", ObjectId.class);
    }

    /** The time of its last write; the distant past if not reported. */
    Instant lastWrite() {
        var lastWrite = hello.documentOrNull("lastWrite");
        return lastWrite != null && lastWrite.get("lastWriteDate") instanceof Instant date ? date : Instant.MIN;
    }

    boolean hasTags(Document wanted) {
        var tags = Objects.requireNonNullElseGet(hello.documentOrNull("tags"), Document::new);
        return tags.entrySet().containsAll(wanted.entrySet());
    }
}
