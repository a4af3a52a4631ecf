/** BSON types and documents. */
@NullMarked
package dev.morelia.bson;

import org.jspecify.annotations.NullMarked;
