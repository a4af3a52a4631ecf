package dev.morelia.spec.unified.entity;

import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.LogCollector;
import dev.morelia.spec.unified.event.PoolEvents;
import dev.morelia.spec.unified.face.ClientFace;

/**
 * A client of the test.
 *
 * @param face through which operations run
 * @param events what it has published so far
 * @param pools what happens in its pools
 * @param logs what is logged on its account
 */
public record ClientEntity(ClientFace face, EventLog events, PoolEvents pools, LogCollector logs) {}
