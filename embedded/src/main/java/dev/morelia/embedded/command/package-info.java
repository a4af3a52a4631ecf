/**
 * The inside of {@link dev.morelia.embedded.EmbeddedServer}: clients, commands and cursors over a memory store. Query,
 * update and aggregation semantics come from the mongo-java-server library; the wire, the command envelope, cursors,
 * indexes and error replies are ours. Nothing here is visible to users, and nothing here may leak into another package.
 */
@NullMarked
package dev.morelia.embedded.command;

import org.jspecify.annotations.NullMarked;
