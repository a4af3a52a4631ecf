package dev.morelia.live.srv;

import dev.morelia.MongoClient;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.simulation.fault.ForwardingEnv;
import dev.morelia.spi.DnsResolver;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.dns.DnsServer;
import java.net.InetAddress;
import java.util.List;

/** Clients for whom every host name leads to the loopback interface. */
final class Srv {
    static final String HOST = "cluster.example.org";
    static final String NAME = "_mongodb._tcp." + HOST;
    static final String URI = "mongodb+srv://" + HOST + "/?tls=false";

    private Srv() {}

    private static final class LoopbackEnv extends ForwardingEnv {
        LoopbackEnv() {
            super(SystemEnv.INSTANCE);
        }

        @Override
        public List<InetAddress> resolve(String host) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }

    static MongoClient client(DnsServer dns, String options) {
        return client(dns.resolver(), options);
    }

    static MongoClient client(DnsResolver resolver, String options) {
        return client(MongoClient.builder().uri(URI + options).dnsResolver(resolver));
    }

    static MongoClient client(MongoClient.Builder builder) {
        return EnvOverride.with(new LoopbackEnv(), builder::build);
    }

    /** Adds an SRV record that leads to the server. */
    static void add(DnsServer dns, String host, ScriptedServer server) {
        dns.zone().srv(NAME, server.address().port(), host);
    }
}
