package dev.morelia.error;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** The server, or the kind of deployment, does not support a feature. Nothing was sent. */
public final class UnsupportedFeatureException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A feature that a server does not support.
     *
     * @param server the server, or null
     * @param feature the feature, as in {@code sort in updateOne}
     * @param needs what supports it, as in {@code server 8.0 or newer}
     */
    public UnsupportedFeatureException(@Nullable ServerAddress server, String feature, String needs) {
        super(feature + " is not supported" + on(server) + ": it needs " + needs, server, RetryAdvice.UNSAFE, null);
    }

    private UnsupportedFeatureException(ServerAddress server, String message) {
        super(message, server, RetryAdvice.UNSAFE, null);
    }

    /**
     * A server that is not behind a load balancer, although {@code loadBalanced=true} says so.
     *
     * @param server the server
     */
    public static UnsupportedFeatureException loadBalancing(ServerAddress server) {
        return new UnsupportedFeatureException(
                server,
                "Driver attempted to initialize in load balancing mode, but the server does not support this mode. The"
                        + " server at " + server + " is not behind a load balancer, or does not know it: remove"
                        + " loadBalanced=true from the connection string, or connect to the load balancer's address");
    }

    private UnsupportedFeatureException(UnsupportedFeatureException original) {
        super(original);
    }

    @Override
    UnsupportedFeatureException copy() {
        return new UnsupportedFeatureException(this);
    }
}
