/**
 * The Morelia driver: one core with a blocking and an async API.
 *
 * <p>The modules named in qualified exports are built after this one, so the compiler cannot see them yet.
 */
@SuppressWarnings("module")
@org.jspecify.annotations.NullMarked
module dev.morelia.driver {
    requires transitive dev.morelia.bson;
    requires static transitive org.jspecify;
    requires java.naming;
    requires static aircompressor;
    requires jdk.jfr;
    requires jdk.net;
    requires com.ongres.saslprep;
    requires static java.security.jgss;

    exports dev.morelia;
    exports dev.morelia.async;
    exports dev.morelia.builder;
    exports dev.morelia.error;
    exports dev.morelia.event;
    exports dev.morelia.gridfs;
    exports dev.morelia.options;
    exports dev.morelia.options.admin;
    exports dev.morelia.result;
    exports dev.morelia.settings;
    exports dev.morelia.spi;
    exports dev.morelia.topology;
    exports dev.morelia.internal.argument to
            dev.morelia.compat;
    exports dev.morelia.internal.bridge to
            dev.morelia.compat;
    exports dev.morelia.internal.compression to
            dev.morelia.testkit;
    exports dev.morelia.internal.env to
            dev.morelia.compat,
            dev.morelia.testkit;
    exports dev.morelia.internal.protocol to
            dev.morelia.testkit,
            dev.morelia.embedded;
    exports dev.morelia.internal.wire to
            dev.morelia.testkit,
            dev.morelia.embedded;
}
