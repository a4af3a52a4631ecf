package dev.morelia.spec.srv;

import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.dns.Zone;

/** A DNS server with the records that the README of the specification's tests lists. */
final class SpecZone {
    static final String DOMAIN = "test.build.10gen.cc";
    static final String LOCALHOST = "localhost." + DOMAIN;

    private SpecZone() {}

    static DnsServer start() {
        DnsServer server = DnsServer.start();
        Zone zone = server.zone();
        srv(zone, 1, 27017, LOCALHOST);
        srv(zone, 1, 27018, LOCALHOST);
        srv(zone, 2, 27018, LOCALHOST);
        srv(zone, 2, 27019, LOCALHOST);
        for (int number : new int[] {3, 5, 6, 7, 8, 10, 11, 20, 21}) {
            srv(zone, number, 27017, LOCALHOST);
        }
        srv(zone, 12, 27017, "localhost.build.10gen.cc");
        srv(zone, 13, 27017, DOMAIN);
        srv(zone, 14, 27017, "localhost.not-test.build.10gen.cc");
        srv(zone, 15, 27017, "localhost.test.not-build.10gen.cc");
        srv(zone, 16, 27017, "localhost.test.build.not-10gen.cc");
        srv(zone, 17, 27017, "localhost.test.build.10gen.not-cc");
        srv(zone, 18, 27017, "localhost.sub.test.build.10gen.cc");
        srv(zone, 19, 27017, "localhost.evil.build.10gen.cc");
        srv(zone, 19, 27017, LOCALHOST);
        zone.srv("_customname._tcp." + name(22), 27017, LOCALHOST);
        srv(zone, 23, 8000, LOCALHOST);
        srv(zone, 24, 8000, LOCALHOST);
        zone.txt(name(5), "replicaSet=repl0&authSource=thisDB");
        zone.txt(name(6), "replicaSet=repl0").txt(name(6), "authSource=otherDB");
        zone.txt(name(7), "ssl=false").txt(name(8), "authSource");
        zone.txt(name(10), "socketTimeoutMS=500");
        zone.txt(name(11), "replicaS", "et=rep", "l0");
        zone.txt(name(20), "loadBalanced=true").txt(name(21), "loadBalanced=false");
        zone.txt(name(24), "loadBalanced=true");
        return server;
    }

    static String name(int number) {
        return "test" + number + "." + DOMAIN;
    }

    private static void srv(Zone zone, int number, int port, String target) {
        zone.srv("_mongodb._tcp." + name(number), port, target);
    }
}
