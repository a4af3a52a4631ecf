/**
 * "Evaluating Matches" of the unified test format: compares what a file expects with what a client returned or
 * published. Pure functions over decoded BSON values; nothing here knows clients or servers.
 */
@NullMarked
package dev.morelia.spec.unified.match;

import org.jspecify.annotations.NullMarked;
