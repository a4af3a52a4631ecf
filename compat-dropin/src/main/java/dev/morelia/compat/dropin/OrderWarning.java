package dev.morelia.compat.dropin;

import com.mongodb.spi.dns.InetAddressResolver;
import com.mongodb.spi.dns.InetAddressResolverProvider;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Logs a warning if the official driver comes first on the class path. That driver asks for this service when it first
 * reads the address of a server. It is no resolver of its own: it hands out the program's or the JDK's.
 */
public final class OrderWarning implements InetAddressResolverProvider {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.compat");

    /** Called by the official driver. */
    public OrderWarning() {}

    @Override
    public InetAddressResolver create() {
        String problem = DropIn.problem();
        if (problem != null) {
            LOGGER.log(Level.WARNING, problem);
        }
        return ServiceLoader.load(InetAddressResolverProvider.class).stream()
                .filter(provider -> !provider.type().equals(OrderWarning.class))
                .findFirst()
                .map(provider -> provider.get().create())
                .orElse(host -> List.of(InetAddress.getAllByName(host)));
    }
}
