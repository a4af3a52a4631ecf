/**
 * The implementation of a router front, which imitates a mongos in front of a replica set. It forwards messages
 * unchanged and implements only what a mongos adds or does itself.
 */
@NullMarked
package dev.morelia.testkit.router;

import org.jspecify.annotations.NullMarked;
