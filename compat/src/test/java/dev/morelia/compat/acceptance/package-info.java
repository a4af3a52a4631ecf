/**
 * Spring Data on the official driver and on ours: each scenario runs once on each, and what it observes must be the
 * same.
 */
@NullMarked
package dev.morelia.compat.acceptance;

import org.jspecify.annotations.NullMarked;
