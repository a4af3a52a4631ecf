package dev.morelia.simulation.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.testkit.simulation.SimulatedRouter;
import dev.morelia.testkit.simulation.Simulation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what the routers receive: each statement of a transaction comes to the router on which it began, and to no
 * other one. Only its end may go elsewhere.
 */
final class PinWatch implements SimulatedRouter.Observer {

    private record Begun(RawDocument session, long number) {}

    private final Simulation simulation;
    private final Map<Begun, SimulatedRouter> routers = new HashMap<>();
    private Optional<SimulatedRouter> last = Optional.empty();

    PinWatch(Simulation simulation) {
        this.simulation = simulation;
    }

    /** The router that has received the last statement. */
    SimulatedRouter last() {
        return last.orElseThrow();
    }

    @Override
    public void received(SimulatedRouter router, String commandName, RawDocument command) {
        if (!command.has("autocommit") || commandName.endsWith("Transaction")) {
            return;
        }
        last = Optional.of(router);
        var transaction = new Begun(command.document("lsid").copy(), command.int64("txnNumber"));
        SimulatedRouter first = routers.putIfAbsent(transaction, router);
        if (first != null && first != router) {
            simulation.fail("a statement of a transaction that began at " + first + " is sent to " + router, null);
        }
    }
}
