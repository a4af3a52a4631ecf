@NullMarked
package dev.morelia.testkit.router;

import org.jspecify.annotations.NullMarked;
