/**
 * BSON types, documents, codecs and Extended JSON. Has no dependency but the JDK.
 *
 * <p>The module named in a qualified export is built after this one, so the compiler cannot see it yet.
 */
@SuppressWarnings("module")
@org.jspecify.annotations.NullMarked
module dev.morelia.bson {
    requires static transitive org.jspecify;

    exports dev.morelia.bson;
    exports dev.morelia.bson.codec;
    exports dev.morelia.bson.io;
    exports dev.morelia.bson.json;
    exports dev.morelia.bson.internal to
            dev.morelia.driver;
}
