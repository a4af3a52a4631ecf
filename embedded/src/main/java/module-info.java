/** A server inside the process that behaves like MongoDB, for demos, examples and tests. */
@org.jspecify.annotations.NullMarked
module dev.morelia.embedded {
    requires transitive dev.morelia.testkit;
    requires static transitive org.jspecify;
    requires static io.netty.transport;
    requires mongo.java.server.core;
    requires org.slf4j;

    uses org.slf4j.spi.SLF4JServiceProvider;

    exports dev.morelia.embedded;

    provides dev.morelia.testkit.junit.EmbeddedServerProvider with
            dev.morelia.embedded.ServerForJUnit;
}
