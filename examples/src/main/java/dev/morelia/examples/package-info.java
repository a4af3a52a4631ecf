/** Small programs to read and to start from. Each runs on its own; its argument is a connection string. */
@NullMarked
package dev.morelia.examples;

import org.jspecify.annotations.NullMarked;
