/**
 * Operations: each builds a command out of plain values and parses
 * the reply into plain values. Nothing here does I/O, reads a clock, takes a lock, retries, or knows how bytes travel.
 */
@NullMarked
package dev.morelia.internal.operation;

import org.jspecify.annotations.NullMarked;
