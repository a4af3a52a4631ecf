/**
 * Executes operations: the only place that selects a server, checks a connection out, retries and publishes command
 * events. Operations know the contents of commands and replies.
 */
@NullMarked
package dev.morelia.internal.exec;

import org.jspecify.annotations.NullMarked;
