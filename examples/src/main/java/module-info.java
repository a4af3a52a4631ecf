/** Small programs to start from. */
@org.jspecify.annotations.NullMarked
module dev.morelia.examples {
    requires transitive dev.morelia.driver;
    requires static org.jspecify;

    exports dev.morelia.examples;
}
