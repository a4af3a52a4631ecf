package dev.morelia.internal.verify;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user may do, of any database at all: most users may use only those of their program.
 *
 * @param read whether it may read some collection
 * @param write whether it may write to some collection
 */
record Privileges(boolean read, boolean write) {
    static final Privileges ALL = new Privileges(true, true);
    static final Privileges NONE = new Privileges(false, false);

    private static final Set<String> READS = Set.of("find", "anyAction");
    private static final Set<String> WRITES = Set.of("insert", "update", "remove", "anyAction");

    /** The privileges in a reply to {@code connectionStatus}; all if it has none in their usual form. */
    static Privileges of(RawDocument reply) {
        try {
            RawDocument user = reply.documentOrNull("authInfo");
            Object listed = user == null ? null : user.valueOrNull("authenticatedUserPrivileges");
            return listed instanceof List<?> privileges ? of(privileges) : ALL;
        } catch (BsonException malformed) {
            return ALL;
        }
    }

    private static Privileges of(List<?> privileges) {
        var actions = new HashSet<>();
        for (Object privilege : privileges) {
            if (privilege instanceof Document document && document.get("actions") instanceof List<?> names) {
                actions.addAll(names);
            }
        }
        return new Privileges(!Collections.disjoint(actions, READS), !Collections.disjoint(actions, WRITES));
    }

    @Override
    public String toString() {
        String may = read
                ? (write ? "read and write" : "read, but not write")
                : write ? "write, but not read" : "neither read nor write";
        return "the user may " + may;
    }
}
