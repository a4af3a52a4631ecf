package dev.morelia.spec.unified.entity;

import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.LogCollector;
import dev.morelia.spec.unified.event.PoolEvents;

/**
 * A client of the test.
 *
 * @param api through which operations run
 * @param events what it has published so far
 * @param pools what happens in its pools
 * @param logs what is logged on its account
 */
public record ClientEntity(ClientApi api, EventLog events, PoolEvents pools, LogCollector logs) {}
