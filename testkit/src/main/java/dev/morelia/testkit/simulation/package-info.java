/**
 * Runs a program, the driver or one that uses it, in a simulated environment: time, threads, network and servers are
 * simulated, and every decision is drawn from one seed. The same seed gives the same history, to the last step and in
 * every process, so a failed run can be repeated; thousands of seeds cover interleavings that real servers would rarely
 * show in a year.
 *
 * <p><b>Threads.</b> Everything that the driver needs from its environment comes through one interface, {@code Env}:
 * locks, waits, sleep, threads, clock, randomness, names and sockets.
 * {@link dev.morelia.testkit.simulation.SimulatedEnv} is the simulated one. Each simulated thread has a virtual thread
 * of its own but runs only while it holds the baton, of which there is one. At each call of the environment the baton
 * may pass to another thread, chosen at random among those that can continue. Threads may also be preempted between two
 * calls that do not wait, or stall for a while, so that races between two accesses of a volatile field are exposed. Not
 * covered are races in code that does not call the environment at all, and reorderings allowed by the memory model:
 * those need other tools.
 *
 * <p><b>Time</b> stands still while any thread can continue. When all wait, it advances to the next timer, so an hour
 * of heartbeats takes milliseconds. When all wait and there is no timer, the run ends with a deadlock, and the failure
 * reports what each thread waits for and the last steps.
 *
 * <p><b>Network and servers</b> have no threads; they are events at points of time.
 * {@link dev.morelia.testkit.simulation.SimulatedNetwork} transfers bytes with a seeded latency, and can be cut and
 * healed. {@link dev.morelia.testkit.simulation.SimulatedServer} implements the server side of the wire protocol with
 * the driver's own code, and can be killed, frozen and restarted;
 * {@link dev.morelia.testkit.simulation.SimulatedReplicaSet} elects primaries and replicates, and a
 * {@link dev.morelia.testkit.simulation.SimulatedRouter} in front of it forwards. Servers store documents, remember
 * retryable writes and run transactions, so that a test of a whole client, created by
 * {@link dev.morelia.testkit.simulation.Simulation#client}, can check at the end that each of its writes was executed
 * as often as reported, and during the run that its reads are as consistent as requested.
 *
 * <p>A run ends when all its threads have ended. A test draws a scenario from
 * {@link dev.morelia.testkit.simulation.Simulation#random}, runs it, and checks the invariants of every history. A
 * scenario must not depend on the order of a hash table with identity hash codes, on {@code Set.of} and {@code Map.of},
 * whose order differs from process to process, on the real clock, or on the garbage collector.
 */
@NullMarked
package dev.morelia.testkit.simulation;

import org.jspecify.annotations.NullMarked;
