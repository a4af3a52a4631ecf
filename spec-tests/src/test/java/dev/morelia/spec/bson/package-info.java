/** The specifications of BSON and Extended JSON: corpus and vectors, files and prose tests. No client, no server. */
@NullMarked
package dev.morelia.spec.bson;

import org.jspecify.annotations.NullMarked;
