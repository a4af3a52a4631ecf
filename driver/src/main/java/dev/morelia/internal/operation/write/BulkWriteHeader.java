package dev.morelia.internal.operation.write;

import dev.morelia.bson.Document;

/**
 * What the {@code bulkWrite} commands of one call have in common.
 *
 * @param ordered whether the server stops at the first operation that fails
 * @param acknowledged whether the server replies
 * @param verbose whether it reports the result of each operation, or only errors
 * @param fields the caller's other options
 */
public record BulkWriteHeader(boolean ordered, boolean acknowledged, boolean verbose, Document fields) {}
