package dev.morelia.spec.unified.server;

import dev.morelia.bson.Document;

/**
 * What a deployment is, as far as files can ask.
 *
 * @param topology its kind
 * @param version of its servers
 * @param parameters the reply to {@code getParameter: '*'}
 * @param authenticated whether clients must authenticate
 */
public record Facts(Topology topology, Version version, Document parameters, boolean authenticated) {}
