/**
 * What a router front is made of: a mongos look-alike before a replica set. It passes messages on as they are; what a
 * mongos adds, or does itself, is all that lives here. Starting and stopping it is the business of the package above.
 */
@NullMarked
package dev.morelia.testkit.router;

import org.jspecify.annotations.NullMarked;
