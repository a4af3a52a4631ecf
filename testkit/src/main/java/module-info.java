/** Servers and faults for tests of programs that talk to MongoDB: embedded, scripted and real ones. */
@org.jspecify.annotations.NullMarked
module dev.morelia.testkit {
    requires transitive dev.morelia.driver;
    requires static transitive org.jspecify;
    requires static io.netty.transport;
    requires mongo.java.server.core;
    requires org.slf4j;
    requires static org.junit.jupiter.api;

    uses org.slf4j.spi.SLF4JServiceProvider;

    exports dev.morelia.testkit;
    exports dev.morelia.testkit.junit;
    exports dev.morelia.testkit.simulation;

    opens dev.morelia.testkit.junit to
            org.junit.platform.commons;
}
