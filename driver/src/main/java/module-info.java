/** The Morelia driver: one core, a blocking and an async face. */
@org.jspecify.annotations.NullMarked
module dev.morelia.driver {
    requires transitive dev.morelia.bson;
    requires static transitive org.jspecify;

    exports dev.morelia;
}
