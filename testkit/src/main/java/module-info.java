/** Servers and faults for tests of programs that talk to MongoDB: embedded, scripted and real ones. */
@org.jspecify.annotations.NullMarked
module dev.morelia.testkit {
    requires transitive dev.morelia.driver;
    requires static transitive org.jspecify;
    requires static io.netty.transport;
    requires mongo.java.server.core;
    requires org.slf4j;

    exports dev.morelia.testkit;
    exports dev.morelia.testkit.simulation;
}
