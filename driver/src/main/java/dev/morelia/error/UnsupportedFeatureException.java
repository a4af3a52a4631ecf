package dev.morelia.error;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** The server, or the kind of deployment, cannot do what was asked. Nothing was sent. */
public final class UnsupportedFeatureException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param server where it was to happen, or null
     * @param feature what was asked for, as in {@code sort in updateOne}
     * @param needs what it would take, as in {@code server 8.0 or newer}
     */
    public UnsupportedFeatureException(@Nullable ServerAddress server, String feature, String needs) {
        super(feature + " is not supported" + on(server) + ": it needs " + needs, server, RetryAdvice.UNSAFE, null);
    }

    private UnsupportedFeatureException(UnsupportedFeatureException original) {
        super(original);
    }

    @Override
    UnsupportedFeatureException copy() {
        return new UnsupportedFeatureException(this);
    }
}
