package dev.morelia.simulation.session;

import dev.morelia.testkit.simulation.SimulatedReplicaSet;

/** What the users of a history do, and what must hold. All methods run on simulated threads. */
interface Workload {

    /** Before the faults begin. */
    default void prepare() {}

    /** One thing that a user does, numbered for unique tokens. */
    void act(int user, int number);

    /** After all faults have ended: what must hold of all that the users have done. */
    void verify(SimulatedReplicaSet set);
}
