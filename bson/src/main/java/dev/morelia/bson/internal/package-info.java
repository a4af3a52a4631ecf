/** Internal code shared by the packages of this module and the driver; not public API. */
@NullMarked
package dev.morelia.bson.internal;

import org.jspecify.annotations.NullMarked;
