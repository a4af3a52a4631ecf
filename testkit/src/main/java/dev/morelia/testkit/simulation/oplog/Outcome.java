package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a command has done.
 *
 * @param reply the reply
 * @param awaited the position that a majority must have before the reply is sent; null if there is no need to wait
 * @param operationTime the time up to which the command has read or written
 */
public record Outcome(Document reply, @Nullable OpTime awaited, Timestamp operationTime) {}
