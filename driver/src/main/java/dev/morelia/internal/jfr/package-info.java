/**
 * Events for Flight Recorder: commands, check-outs, server selections, heartbeats, waits in the queue of the
 * async API. The {@code isOn} method of each event checks one field, and nothing else happens while the event is not
 * enabled. Events contain names and numbers, never documents.
 */
@NullMarked
package dev.morelia.internal.jfr;

import org.jspecify.annotations.NullMarked;
