/** Small programs to start from. Each can be run on its own; its argument is a connection string. */
@NullMarked
package dev.morelia.examples;

import org.jspecify.annotations.NullMarked;
