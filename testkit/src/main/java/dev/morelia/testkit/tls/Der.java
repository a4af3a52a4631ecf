package dev.morelia.testkit.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Encodes the few ASN.1 types that certificates consist of. */
final class Der {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] element(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            content.writeBytes(each);
        }
        int length = content.size();
        var bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else if (length < 0x100) {
            bytes.write(0x81);
            bytes.write(length);
        } else {
            bytes.write(0x82);
            bytes.write(length >> 8);
            bytes.write(length);
        }
        bytes.writeBytes(content.toByteArray());
        return bytes.toByteArray();
    }

    static byte[] sequence(byte[]... contents) {
        return element(0x30, contents);
    }

    static byte[] set(byte[]... contents) {
        return element(0x31, contents);
    }

    /** An explicitly tagged element. */
    static byte[] tagged(int number, byte[]... contents) {
        return element(0xA0 + number, contents);
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] enumerated(int value) {
        return element(0x0A, new byte[] {(byte) value});
    }

    static byte[] bool(boolean value) {
        return element(0x01, new byte[] {(byte) (value ? 0xFF : 0)});
    }

    static byte[] octets(byte[] value) {
        return element(0x04, value);
    }

    static byte[] bits(byte[] value) {
        return element(0x03, new byte[] {0}, value);
    }

    static byte[] utf8(String value) {
        return element(0x0C, value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant value) {
        return element(0x18, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        var bytes = new ByteArrayOutputStream();
        String[] parts = dotted.split("\\.", -1);
        bytes.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            long arc = Long.parseLong(parts[i]);
            for (int shift = 63 - Long.numberOfLeadingZeros(Math.max(arc, 1)); shift >= 0; shift--) {
                if (shift % 7 == 0) {
                    bytes.write((int) (arc >> shift & 0x7F) | (shift == 0 ? 0 : 0x80));
                }
            }
        }
        return element(0x06, bytes.toByteArray());
    }
}
