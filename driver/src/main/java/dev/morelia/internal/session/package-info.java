/**
 * Sessions as servers know them: their numbers, and the pool in which they wait to be used again. What a session means
 * to a program (causal consistency, transactions) does not live here yet. No I/O; one monitor.
 */
@NullMarked
package dev.morelia.internal.session;

import org.jspecify.annotations.NullMarked;
