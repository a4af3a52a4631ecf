/** BSON types, documents, codecs and Extended JSON. Needs nothing but the JDK. */
@org.jspecify.annotations.NullMarked
module dev.morelia.bson {
    requires static transitive org.jspecify;

    exports dev.morelia.bson;
    exports dev.morelia.bson.codec;
    exports dev.morelia.bson.io;
    exports dev.morelia.bson.json;
}
