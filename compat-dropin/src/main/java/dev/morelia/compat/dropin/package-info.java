/**
 * Morelia in the place of the official driver's classes {@code MongoClients}, for frameworks that call these
 * themselves: they must come first on the class path, which {@link dev.morelia.compat.dropin.DropIn#check()} verifies.
 */
@NullMarked
package dev.morelia.compat.dropin;

import org.jspecify.annotations.NullMarked;
