/**
 * Commands that write by statements: insert, update, delete, and bulkWrite for several collections at once. Pure, as
 * all operations.
 */
@NullMarked
package dev.morelia.internal.operation.write;

import org.jspecify.annotations.NullMarked;
