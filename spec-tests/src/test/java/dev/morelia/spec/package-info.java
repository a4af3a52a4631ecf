/** The list of specifications; the suites are in the packages below. */
@NullMarked
package dev.morelia.spec;

import org.jspecify.annotations.NullMarked;
