package dev.morelia.simulation.change;

import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions of the change streams that are opened. */
final class SessionsSeen implements Rewriter {

    private final Set<Object> sessions = new HashSet<>();

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        Object session = command.get("lsid");
        if (session != null && commandName.equals("aggregate")) {
            sessions.add(session);
        }
        return null;
    }

    void clear() {
        sessions.clear();
    }

    int count() {
        return sessions.size();
    }
}
