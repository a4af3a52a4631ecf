package dev.morelia.spec.unified.entity;

import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.LogCollector;
import dev.morelia.spec.unified.event.PoolEvents;
import java.time.Duration;

/**
 * A client of the test.
 *
 * @param api runs the operations
 * @param events the events published so far
 * @param pools the events of its pools
 * @param logs its log messages
 */
public record ClientEntity(ClientApi api, EventLog events, PoolEvents pools, LogCollector logs) {
    /** The same client with another timeout for its operations. */
    public ClientEntity with(Duration timeout) {
        return new ClientEntity(api.with(timeout), events, pools, logs);
    }

    /** A view whose operations run in a session. */
    public ClientEntity with(SessionApi session) {
        return new ClientEntity(api.with(session), events, pools, logs);
    }
}
