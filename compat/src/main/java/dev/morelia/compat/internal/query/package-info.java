/**
 * The blocking interfaces of queries over the queries of Morelia: their options, and the cursors that they open.
 */
@NullMarked
package dev.morelia.compat.internal.query;

import org.jspecify.annotations.NullMarked;
