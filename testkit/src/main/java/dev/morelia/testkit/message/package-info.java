/**
 * Whole messages over a plain socket, from either side, with the driver's wire code and nothing else of it: what stands
 * between a test and a server must not depend on what is tested. Knows no faults, no roles and no topology.
 */
@NullMarked
package dev.morelia.testkit.message;

import org.jspecify.annotations.NullMarked;
