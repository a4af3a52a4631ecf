/**
 * BSON types and documents. No I/O, no clock, no knowledge of servers lives here.
 */
@NullMarked
package dev.morelia.bson;

import org.jspecify.annotations.NullMarked;
