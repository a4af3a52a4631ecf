/** Which specifications there are and who runs them; the suites themselves live in the packages below. */
@NullMarked
package dev.morelia.spec;

import org.jspecify.annotations.NullMarked;
