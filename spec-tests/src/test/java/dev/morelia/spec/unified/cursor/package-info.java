/**
 * The cursors and change streams of tests: of the blocking API, and subscriptions of the async API, which are waited
 * for.
 */
@NullMarked
package dev.morelia.spec.unified.cursor;

import org.jspecify.annotations.NullMarked;
