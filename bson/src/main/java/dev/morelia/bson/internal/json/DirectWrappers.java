package dev.morelia.bson.internal.json;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.internal.json.DirectText.NotDirectException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Encodes the type wrappers that are usual in exports, for {@link JsonToBson}. */
final class DirectWrappers {
    /** The length and the subtype, and what any value leaves room for. */
    private static final int ROOM_BESIDES = 64;

    private final DirectText text;
    private final BsonBlock target;

    DirectWrappers(DirectText text, BsonBlock target) {
        this.text = text;
        this.target = target;
    }

    /** Consumes the object of a wrapper from its name up to its closing brace, and writes its value. */
    BsonType value() {
        Slice name = text.plain();
        text.expect(':');
        try {
            return switch (name.length()) {
                case 4 -> objectId(name);
                case 5 -> date(name);
                case 7 -> binary(name);
                default -> number(name);
            };
        } catch (IllegalArgumentException malformed) {
            throw NotDirectException.INSTANCE;
        }
    }

    private static void require(boolean known) {
        if (!known) {
            throw NotDirectException.INSTANCE;
        }
    }

    private BsonType objectId(Slice name) {
        require(name.is("$oid"));
        Slice hex = text.plain();
        require(hex.length() == 2 * ObjectId.LENGTH_BYTES);
        for (int i = 0; i < hex.length(); i += 2) {
            target.write(EscapedText.hexDigit(hex.at(i)) << 4 | EscapedText.hexDigit(hex.at(i + 1)));
        }
        return BsonType.OBJECT_ID;
    }

    private BsonType date(Slice name) {
        if (name.is("$uuid")) {
            UUID uuid = TypeWrappers.uuid(text.plainString());
            target.writeInt32(2 * Long.BYTES);
            target.write(Binary.UUID);
            target.writeInt64(Long.reverseBytes(uuid.getMostSignificantBits()));
            target.writeInt64(Long.reverseBytes(uuid.getLeastSignificantBits()));
            return BsonType.BINARY;
        }
        require(name.is("$date"));
        if (text.peek() == '"') {
            target.writeInt64(JsonDates.parse(text.plain()));
        } else {
            text.expect('{');
            require(text.plain().is("$numberLong"));
            text.expect(':');
            target.writeInt64(TypeWrappers.integer(text.plain(), Long.MIN_VALUE, Long.MAX_VALUE));
            text.expect('}');
        }
        return BsonType.DATE_TIME;
    }

    private BsonType number(Slice name) {
        if (name.is("$numberLong")) {
            target.writeInt64(TypeWrappers.integer(text.plain(), Long.MIN_VALUE, Long.MAX_VALUE));
            return BsonType.INT64;
        }
        if (name.is("$numberInt")) {
            target.writeInt32((int) TypeWrappers.integer(text.plain(), Integer.MIN_VALUE, Integer.MAX_VALUE));
            return BsonType.INT32;
        }
        if (name.is("$numberDouble")) {
            target.writeInt64(Double.doubleToRawLongBits(TypeWrappers.float64(text.plain())));
            return BsonType.DOUBLE;
        }
        require(name.is("$numberDecimal"));
        Decimal128 decimal = Decimal128.parse(text.plainString());
        target.writeInt64(decimal.low());
        target.writeInt64(decimal.high());
        return BsonType.DECIMAL128;
    }

    private BsonType binary(Slice name) {
        require(name.is("$binary"));
        text.expect('{');
        require(text.plain().is("base64"));
        text.expect(':');
        Slice base64 = text.plain();
        text.expect(',');
        require(text.plain().is("subType"));
        text.expect(':');
        Slice hex = text.plain();
        text.expect('}');
        require(base64.length() % 4 == 0 && (hex.length() == 1 || hex.length() == 2));
        int subtype = 0;
        for (int i = 0; i < hex.length(); i++) {
            subtype = subtype << 4 | EscapedText.hexDigit(hex.at(i));
        }
        require(subtype != Binary.OLD_GENERIC);
        byte[] bytes = Base64.getDecoder().decode(Arrays.copyOfRange(base64.bytes(), base64.start(), base64.end()));
        target.reserve(bytes.length + ROOM_BESIDES);
        target.writeInt32(bytes.length);
        target.write(subtype);
        target.write(bytes, 0, bytes.length);
        return BsonType.BINARY;
    }
}
