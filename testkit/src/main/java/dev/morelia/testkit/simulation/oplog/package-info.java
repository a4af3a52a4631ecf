/**
 * The data of a simulated server: an oplog and the documents that result from it, retryable writes, and transactions.
 * Without time, threads and network: the replica set decides when entries are copied, the server when a command has
 * waited long enough.
 */
@NullMarked
package dev.morelia.testkit.simulation.oplog;

import org.jspecify.annotations.NullMarked;
