/** What all packages of this module need and nobody else. */
@NullMarked
package dev.morelia.bson.internal;

import org.jspecify.annotations.NullMarked;
