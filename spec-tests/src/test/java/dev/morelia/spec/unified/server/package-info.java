/**
 * The servers under test: how they are started or reached, what they are, and whether they meet what a file asks for.
 */
@NullMarked
package dev.morelia.spec.unified.server;

import org.jspecify.annotations.NullMarked;
