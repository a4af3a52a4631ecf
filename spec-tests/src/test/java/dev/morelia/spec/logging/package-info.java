/** Tests of the driver's logs. Here because only this module is not a Java module and may access the JDK's logging. */
@NullMarked
package dev.morelia.spec.logging;

import org.jspecify.annotations.NullMarked;
