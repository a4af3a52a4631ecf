/**
 * What the driver tells Flight Recorder: commands, check-outs, selections of servers, checks of servers. Each kind of
 * event says by {@code isOn} whether a recording wants it; that costs one test of a field, and nothing else happens
 * while none does. The events carry names and numbers, never documents.
 */
@NullMarked
package dev.morelia.internal.jfr;

import org.jspecify.annotations.NullMarked;
