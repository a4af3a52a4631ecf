package dev.morelia.simulation.session;

import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import dev.morelia.testkit.simulation.Simulation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks what is sent: after a connection broke during a command of an implicit session, the session is used only to
 * retry that command.
 */
final class SessionWatch implements Rewriter {

    private final Simulation simulation;
    private final Map<Object, Document> dirty = new HashMap<>();

    SessionWatch(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        Document broken = dirty.get(command.get("lsid"));
        // The transactions at the end have explicit sessions, which outlive a connection.
        if (broken != null
                && !command.has("autocommit")
                && !(Objects.equals(broken.firstEntry(), command.firstEntry())
                        && Objects.equals(broken.get("txnNumber"), command.get("txnNumber")))) {
            simulation.fail("a dirty session is used again: " + command + " after " + broken, null);
        }
        return null;
    }

    @Override
    public void closed(Collection<Document> unanswered) {
        unanswered.stream()
                .filter(command -> command.has("lsid"))
                .forEach(command -> dirty.put(Objects.requireNonNull(command.get("lsid")), command));
    }
}
