/** The {@code morelia} command. */
@org.jspecify.annotations.NullMarked
module dev.morelia.tools {
    requires dev.morelia.driver;
    requires dev.morelia.embedded;
    requires info.picocli;
    requires java.logging;
    requires static org.jspecify;

    exports dev.morelia.tools;

    // picocli sets the commands' fields, the codecs read the tour's records.
    opens dev.morelia.tools to
            info.picocli,
            dev.morelia.bson;
}
