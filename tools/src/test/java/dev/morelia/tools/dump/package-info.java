/** Tests of the files of a dump. */
@NullMarked
package dev.morelia.tools.dump;

import org.jspecify.annotations.NullMarked;
