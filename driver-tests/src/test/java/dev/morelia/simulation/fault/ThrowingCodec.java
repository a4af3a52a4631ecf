package dev.morelia.simulation.fault;

import dev.morelia.bson.Document;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;

/**
 * A codec that throws anywhere inside a document when a {@link Thrower} does, and leaves the output's settings changed
 * after a document that has a field {@code careless}.
 */
public final class ThrowingCodec implements Codec<Document> {

    /** Settings that are never requested. */
    private static final EncodingContext LEFT_BEHIND = new EncodingContext() {
        @Override
        public UuidRepresentation uuidRepresentation() {
            return UuidRepresentation.JAVA_LEGACY;
        }

        @Override
        public void write(BsonOutput output, Object value) {
            STANDARD.write(output, value);
        }

        @Override
        public String fieldName(BsonOutput output, Object key) {
            return STANDARD.fieldName(output, key);
        }
    };

    private final Thrower thrower;
    private final boolean settingsStay;
    private boolean careless;

    public ThrowingCodec(Thrower thrower) {
        this(thrower, false);
    }

    /**
     * Creates a throwing codec.
     *
     * @param settingsStay whether to simulate that the settings it has changed are not restored
     */
    public ThrowingCodec(Thrower thrower, boolean settingsStay) {
        this.thrower = thrower;
        this.settingsStay = settingsStay;
    }

    @Override
    public void encode(BsonOutput output, Document value) {
        if (settingsStay && careless) {
            output.context(LEFT_BEHIND);
        }
        thrower.mayThrow(Seam.ENCODING);
        output.startDocument();
        value.forEach((name, field) -> {
            thrower.mayThrow(Seam.ENCODING);
            output.name(name);
            thrower.mayThrow(Seam.ENCODING);
            output.value(field);
        });
        thrower.mayThrow(Seam.ENCODING);
        output.endDocument();
        if (value.containsKey("careless")) {
            careless = true;
            output.context(LEFT_BEHIND);
        }
        thrower.mayThrow(Seam.ENCODING);
    }

    @Override
    public Document decode(BsonInput input) {
        var document = new Document();
        thrower.mayThrow(Seam.DECODING);
        input.startDocument();
        while (input.next() != null) {
            thrower.mayThrow(Seam.DECODING);
            document.append(input.name(), input.value());
        }
        input.endDocument();
        thrower.mayThrow(Seam.DECODING);
        return document;
    }
}
