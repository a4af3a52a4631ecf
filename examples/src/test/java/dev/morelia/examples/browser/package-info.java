/** A real browser for the tests of web pages. */
@NullMarked
package dev.morelia.examples.browser;

import org.jspecify.annotations.NullMarked;
