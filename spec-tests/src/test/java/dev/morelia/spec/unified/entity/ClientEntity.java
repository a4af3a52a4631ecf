package dev.morelia.spec.unified.entity;

import dev.morelia.ClientSession;
import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.LogCollector;
import dev.morelia.spec.unified.event.PoolEvents;

/**
 * A client of the test.
 *
 * @param api runs the operations
 * @param events the events published so far
 * @param pools the events of its pools
 * @param logs its log messages
 */
public record ClientEntity(ClientApi api, EventLog events, PoolEvents pools, LogCollector logs) {
    /** A view whose operations run in a session. */
    public ClientEntity with(ClientSession session) {
        return new ClientEntity(api.with(session), events, pools, logs);
    }
}
