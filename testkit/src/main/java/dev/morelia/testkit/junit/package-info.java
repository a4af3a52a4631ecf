/** Tests on a server that is there by itself: the extension for JUnit 5 and 6. Alone here is JUnit needed. */
@NullMarked
package dev.morelia.testkit.junit;

import org.jspecify.annotations.NullMarked;
