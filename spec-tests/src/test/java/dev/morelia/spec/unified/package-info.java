/** The suites of the unified test format: its files as dynamic tests, and the tests of the runner itself. */
@NullMarked
package dev.morelia.spec.unified;

import org.jspecify.annotations.NullMarked;
