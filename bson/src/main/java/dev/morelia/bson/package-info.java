/**
 * BSON types and documents. No I/O, and nothing about servers.
 */
@NullMarked
package dev.morelia.bson;

import org.jspecify.annotations.NullMarked;
