/** The rules every module is held to, as plain tests. What a rule forbids it names, with the class and the line. */
@NullMarked
package dev.morelia.build;

import org.jspecify.annotations.NullMarked;
