package dev.morelia.internal.command;

import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;

/**
 * A server's answer. Whether it reports success is for the reader to judge.
 *
 * @param document the whole answer; its bytes belong to nobody else
 * @param server who answered
 */
public record Reply(RawDocument document, ServerAddress server) {}
