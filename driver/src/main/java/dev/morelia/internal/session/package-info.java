/**
 * Server sessions and their pool. Explicit sessions (causal consistency, transactions) do not exist yet. No I/O; one
 * monitor.
 */
@NullMarked
package dev.morelia.internal.session;

import org.jspecify.annotations.NullMarked;
