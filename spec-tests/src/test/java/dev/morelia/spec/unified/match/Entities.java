package dev.morelia.spec.unified.match;

import org.jspecify.annotations.Nullable;

/** What the matcher asks of the entity map of the running test. */
public interface Entities {
    /** The BSON value saved under a name; fails where there is none or it is no BSON value. */
    @Nullable
    Object value(String name);

    /** The logical session id of a session entity; fails where there is none. */
    Object logicalSessionId(String name);
}
