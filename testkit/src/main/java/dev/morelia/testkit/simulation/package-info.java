/**
 * Runs a program, the driver or one that uses it, in a world of its own: time, threads, network and servers are
 * simulated, and every decision is drawn from one seed. The same seed gives the same history, to the last step and in
 * every process, so a run that went wrong can be looked at again; thousands of seeds are thousands of histories that
 * real servers would hardly show in a year.
 *
 * <p><b>Threads.</b> Everything that the driver takes from its environment comes through one seam, the {@code Env}:
 * locks, waits, sleep, threads, clock, randomness, names and sockets. {@link
 * dev.morelia.testkit.simulation.SimulatedEnv} is the simulated one. Each simulated thread has a virtual thread of its
 * own but runs only while it holds the baton, of which there is one. At each call of the seam it may lose the baton to
 * another, which is drawn at random among those that could go on. Threads may be preempted between two calls that do
 * not wait, and may stall for a while, too, so that what lies between two accesses of a volatile field is torn apart
 * now and then. What is not torn apart is code that does not enter the seam at all, and what the processor's memory
 * model would allow beyond that: other tools look for those.
 *
 * <p><b>Time</b> stands still while anybody could go on. When all wait, it leaps to the next timer. So an hour of
 * heartbeats takes milliseconds. When all wait and there is no timer, the run is over with a deadlock, and the failure
 * tells what each thread waits for and the last steps.
 *
 * <p><b>Network and servers</b> have no threads; they are events that happen at points of time. {@link
 * dev.morelia.testkit.simulation.SimulatedNetwork} carries bytes with a seeded delay, can be cut and healed. {@link
 * dev.morelia.testkit.simulation.SimulatedServer} speaks the wire protocol with the driver's own code on the other side
 * of it, and can be killed, frozen and restarted; {@link dev.morelia.testkit.simulation.SimulatedReplicaSet} elects.
 * Servers keep documents and remember retryable writes, so that a whole client, which {@link
 * dev.morelia.testkit.simulation.Simulation#client} gives, can be asked in the end whether each of its writes was done
 * as often as it was told.
 *
 * <p>A run ends when all its threads have ended. A test draws a scenario from {@link
 * dev.morelia.testkit.simulation.Simulation#random}, runs it, and checks what must hold in every history. Nothing in a
 * scenario may depend on the order of a hash table with identity hash codes, on {@code Set.of} and {@code Map.of},
 * whose order differs from process to process, on the real clock, or on the garbage collector.
 */
@NullMarked
package dev.morelia.testkit.simulation;

import org.jspecify.annotations.NullMarked;
