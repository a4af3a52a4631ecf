/**
 * What the driver writes to its logs. Here, as this module alone is no Java module and so may look at the JDK's
 * logging.
 */
@NullMarked
package dev.morelia.spec.logging;

import org.jspecify.annotations.NullMarked;
