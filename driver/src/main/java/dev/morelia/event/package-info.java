/**
 * What happens inside a client, told to whoever listens: commands, connection pools, and the watching of servers,
 * with the descriptions of servers and deployments that the core itself decides by. Immutable values and listener
 * interfaces; nothing here publishes. Listeners are called by the thread that does the work, so they must be quick,
 * must be thread-safe and should not throw; no lock is held while they run.
 */
@NullMarked
package dev.morelia.event;

import org.jspecify.annotations.NullMarked;
