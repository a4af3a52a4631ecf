/**
 * The implementation of a bulk front, which makes a server before 8.0 look like one that knows {@code bulkWrite}. It
 * forwards everything else unchanged.
 */
@NullMarked
package dev.morelia.testkit.bulk;

import org.jspecify.annotations.NullMarked;
