/**
 * The events of the clients under test: recorded while the test runs, matched against the expectations of the file when
 * it has ended.
 */
@NullMarked
package dev.morelia.spec.unified.event;

import org.jspecify.annotations.NullMarked;
