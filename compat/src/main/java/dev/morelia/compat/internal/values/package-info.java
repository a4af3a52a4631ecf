/**
 * Values in both directions: documents as bytes, settings, concerns, exceptions, events and descriptions. Nothing here
 * does I/O.
 */
@NullMarked
package dev.morelia.compat.internal.values;

import org.jspecify.annotations.NullMarked;
