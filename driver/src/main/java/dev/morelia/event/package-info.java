/**
 * Events of a client and the listener interfaces that receive them: commands, connection pools, and server discovery
 * and monitoring. Events are immutable. Listeners are called by the thread that does the work, so they must be fast and
 * thread-safe and should not throw; no lock is held while they run.
 */
@NullMarked
package dev.morelia.event;

import org.jspecify.annotations.NullMarked;
