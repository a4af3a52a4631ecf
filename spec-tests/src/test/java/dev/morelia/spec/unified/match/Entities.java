package dev.morelia.spec.unified.match;

import org.jspecify.annotations.Nullable;

/** The part of the entity map that the matcher uses. */
public interface Entities {
    /** The BSON value saved under a name; throws if there is none or it is not a BSON value. */
    @Nullable
    Object value(String name);

    /** The logical session id of a session entity; throws if there is none. */
    Object logicalSessionId(String name);
}
