/**
 * Servers and network faults for tests of programs that use MongoDB.
 *
 * <p>The module named in a qualified export is built after this one, so the compiler cannot see it yet.
 */
@SuppressWarnings("module")
@org.jspecify.annotations.NullMarked
module dev.morelia.testkit {
    requires transitive dev.morelia.driver;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;

    uses dev.morelia.testkit.junit.EmbeddedServerProvider;

    exports dev.morelia.testkit;
    exports dev.morelia.testkit.junit;
    exports dev.morelia.testkit.simulation;
    exports dev.morelia.testkit.tls;
    exports dev.morelia.testkit.message to
            dev.morelia.embedded;

    opens dev.morelia.testkit.junit to
            org.junit.platform.commons;
}
