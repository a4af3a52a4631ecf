/** The servers under test: starting or connecting to them, their properties, and the requirements of files. */
@NullMarked
package dev.morelia.spec.unified.server;

import org.jspecify.annotations.NullMarked;
