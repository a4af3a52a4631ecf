/**
 * The entity map of a running test and its entities. Clients, databases, collections and cursors are small interfaces,
 * so that each API of the driver can implement them.
 */
@NullMarked
package dev.morelia.spec.unified.entity;

import org.jspecify.annotations.NullMarked;
