/**
 * Events that the clients under test published: recorded while the test runs, matched against what the file expects
 * when it has ended. Nothing here starts a client.
 */
@NullMarked
package dev.morelia.spec.unified.event;

import org.jspecify.annotations.NullMarked;
