/** Clients behind a load balancer: router fronts of a real replica set, behind a TCP balancer of the test kit. */
@NullMarked
package dev.morelia.live.balanced;

import org.jspecify.annotations.NullMarked;
