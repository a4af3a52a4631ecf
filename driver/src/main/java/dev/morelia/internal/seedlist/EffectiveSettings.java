package dev.morelia.internal.seedlist;

import dev.morelia.internal.env.Env;
import dev.morelia.result.Problem;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.SrvSettings;
import dev.morelia.spi.DnsResolver;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a client as DNS completes them: with {@code mongodb+srv}, hosts, {@code replicaSet}, {@code
 * loadBalanced} and the source of the credential are known only after the first lookup. No connection is established
 * before. Thread-safe.
 */
public final class EffectiveSettings {
    private final ClientSettings configured;
    private final @Nullable SeedlistLookup lookup;
    private final Consumer<ClientSettings> user;
    private volatile ClientSettings current;

    /**
     * The settings before the first lookup.
     *
     * @param user receives the complete settings before the hosts are used
     */
    public EffectiveSettings(Env env, ClientSettings configured, DnsResolver resolver, Consumer<ClientSettings> user) {
        this.configured = configured;
        this.current = configured;
        this.user = user;
        SrvSettings srv = configured.topology().srv();
        this.lookup = srv == null ? null : new SeedlistLookup(env, resolver, srv, configured);
    }

    /** Settings with hosts, which DNS does not change. */
    public static EffectiveSettings of(ClientSettings settings) {
        return new EffectiveSettings(settings);
    }

    private EffectiveSettings(ClientSettings settings) {
        this.configured = settings;
        this.current = settings;
        this.lookup = null;
        this.user = unused -> {};
    }

    /** The settings as they are known now. */
    public ClientSettings current() {
        return current;
    }

    /** Looks up the hosts; null unless they come from DNS. */
    public @Nullable SeedlistLookup lookup() {
        return lookup;
    }

    /**
     * Returns the settings with the hosts and options that DNS provides.
     *
     * @throws SeedlistException if the TXT record is malformed or contradicts the settings
     */
    public ClientSettings complete(Seedlist seedlist, String txt) throws SeedlistException {
        try {
            return configured.resolved(seedlist.hosts(), txt);
        } catch (RuntimeException contradiction) {
            throw new SeedlistException(
                    Problem.TXT_RECORD,
                    (txt.isEmpty() ? "the SRV records do" : "the TXT record does") + " not fit the settings: "
                            + contradiction.getMessage(),
                    contradiction);
        }
    }

    /** The options of a TXT record that are ignored, one message each. */
    public static List<String> warnings(String txt) {
        return txt.isEmpty()
                ? List.of()
                : ConnectionString.parse("mongodb://localhost/?" + txt).warnings();
    }

    /** Replaces the current settings. */
    public void current(ClientSettings complete) {
        user.accept(complete);
        current = complete;
    }
}
