package dev.morelia.spec.unified.server;

import dev.morelia.bson.Document;

/**
 * The properties of a deployment that files can require.
 *
 * @param topology the topology
 * @param version the version of its servers
 * @param parameters the reply to {@code getParameter: '*'}
 * @param authenticated whether clients must authenticate
 */
public record Facts(Topology topology, Version version, Document parameters, boolean authenticated) {}
