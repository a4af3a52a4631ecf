/** The JUnit 5 and 6 extension that provides servers to tests. Only this package requires JUnit. */
@NullMarked
package dev.morelia.testkit.junit;

import org.jspecify.annotations.NullMarked;
