/**
 * "Evaluating Matches" of the unified test format: compares the expectations of a file with the results and events of a
 * client. Pure functions on decoded BSON values.
 */
@NullMarked
package dev.morelia.spec.unified.match;

import org.jspecify.annotations.NullMarked;
