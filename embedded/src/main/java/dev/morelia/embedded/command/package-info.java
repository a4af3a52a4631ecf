/**
 * The implementation of {@link dev.morelia.embedded.EmbeddedServer}: connections, commands and cursors over an
 * in-memory store. The mongo-java-server library provides query, update and aggregation semantics; the wire protocol,
 * command handling, cursors, indexes and error replies are implemented here. Not public API.
 */
@NullMarked
package dev.morelia.embedded.command;

import org.jspecify.annotations.NullMarked;
