package dev.morelia.internal.command;

import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;

/**
 * A server's reply, which may report success or an error.
 *
 * @param document the whole reply; its bytes are not shared
 * @param server the server that sent it
 */
public record Reply(RawDocument document, ServerAddress server) {}
