/**
 * Single values: BSON to and from the library's documents, their names and texts in error messages, and the failure
 * that carries such a message to the client. Knows nothing of queries, collections or commands.
 */
@NullMarked
package dev.morelia.embedded.value;

import org.jspecify.annotations.NullMarked;
