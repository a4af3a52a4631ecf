/**
 * Transfers whole messages over a plain socket, on either side, with nothing of the driver but its wire code: the code
 * between a test and a server must not depend on the code under test.
 */
@NullMarked
package dev.morelia.testkit.message;

import org.jspecify.annotations.NullMarked;
