package dev.morelia.compat.live;

import com.mongodb.MongoClientSettings;
import org.bson.BsonObjectId;
import org.bson.BsonReader;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.codecs.CollectibleCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** An immutable document of a program, with codecs of the program. */
record Thing(@Nullable ObjectId id, String name) {

    static CodecRegistry registry() {
        return CodecRegistries.fromRegistries(
                CodecRegistries.fromCodecs(new ThingCodec()), MongoClientSettings.getDefaultCodecRegistry());
    }

    /** With a codec that throws what no driver throws. */
    static CodecRegistry broken() {
        return CodecRegistries.fromRegistries(
                CodecRegistries.fromCodecs(new BrokenCodec()), MongoClientSettings.getDefaultCodecRegistry());
    }

    private static class ThingCodec implements CollectibleCodec<Thing> {
        @Override
        public void encode(BsonWriter writer, Thing thing, EncoderContext context) {
            writer.writeStartDocument();
            if (thing.id() != null) {
                writer.writeObjectId("_id", thing.id());
            }
            writer.writeString("name", thing.name());
            writer.writeEndDocument();
        }

        @Override
        public Thing decode(BsonReader reader, DecoderContext context) {
            reader.readStartDocument();
            var thing = new Thing(reader.readObjectId("_id"), reader.readString("name"));
            reader.readEndDocument();
            return thing;
        }

        @Override
        public Class<Thing> getEncoderClass() {
            return Thing.class;
        }

        @Override
        public Thing generateIdIfAbsentFromDocument(Thing thing) {
            return thing.id() == null ? new Thing(new ObjectId(), thing.name()) : thing;
        }

        @Override
        public boolean documentHasId(Thing thing) {
            return thing.id() != null;
        }

        @Override
        public BsonValue getDocumentId(Thing thing) {
            return new BsonObjectId(thing.id());
        }
    }

    private static final class BrokenCodec extends ThingCodec {
        @Override
        public void encode(BsonWriter writer, Thing thing, EncoderContext context) {
            throw new UnsupportedOperationException("encode");
        }

        @Override
        public Thing decode(BsonReader reader, DecoderContext context) {
            throw new UnsupportedOperationException("decode");
        }
    }
}
