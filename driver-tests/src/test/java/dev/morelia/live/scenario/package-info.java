/** What a peer does wrong, each as a value, so that one test can run all of them in a small virtual machine. */
@NullMarked
package dev.morelia.live.scenario;

import org.jspecify.annotations.NullMarked;
