package dev.morelia.tools.format;

/**
 * A part of an input that consists of whole records.
 *
 * @param bytes the records
 * @param offset where they begin in the input
 * @param firstLine the number of the line that they begin with
 * @param lines how many lines end in it
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Chunk(byte[] bytes, long offset, long firstLine, long lines) {}
