package dev.morelia.live.compression;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.zip.Deflater;

/**
 * Small messages that are large when decompressed, or take long to decompress, made without ever holding what they
 * decompress to.
 */
final class Bombs {
    private static final int OP_COMPRESSED = 2012;
    private static final int OP_MSG = 2013;
    private static final int BEFORE_DATA = 25;
    private static final int MAXIMUM_COPY = 64;
    private static final int MAXIMUM_BLOCK = 128 * 1024;

    /** Two blocks of zlib data with a Huffman code each and nothing else. */
    private static final byte[] TWO_EMPTY_BLOCKS =
            HexFormat.of().parseHex("04c0810800000000207feb43001c880000000000f2b73e");

    private Bombs() {}

    /**
     * A message whose data is zeros.
     *
     * @param zeros how many there are
     * @param claimed how many it says there are
     */
    static byte[] bomb(String compressor, int zeros, int claimed) {
        return switch (compressor) {
            case "snappy" -> message(1, snappy(zeros), claimed);
            case "zlib" -> message(2, zlib(zeros), claimed);
            case "zstd" -> message(3, zstd(zeros), claimed);
            default -> throw new IllegalArgumentException(compressor);
        };
    }

    /** 48 MB of zlib data that decompress to nothing. */
    static byte[] slow() {
        var message = ByteBuffer.allocate(48_000_000).order(ByteOrder.LITTLE_ENDIAN);
        header(message, 2, 1000).put(new byte[] {0x78, (byte) 0x9C});
        while (message.remaining() >= TWO_EMPTY_BLOCKS.length) {
            message.put(TWO_EMPTY_BLOCKS);
        }
        return message.array();
    }

    private static byte[] message(int compressorId, byte[] data, int claimed) {
        var message = ByteBuffer.allocate(BEFORE_DATA + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return header(message, compressorId, claimed).put(data).array();
    }

    private static ByteBuffer header(ByteBuffer message, int compressorId, int claimed) {
        message.putInt(message.capacity()).putInt(1).putInt(0).putInt(OP_COMPRESSED);
        return message.putInt(OP_MSG).putInt(claimed).put((byte) compressorId);
    }

    private static byte[] zlib(int zeros) {
        var data = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_SPEED);
        byte[] input = new byte[1 << 20];
        byte[] output = new byte[1 << 16];
        for (int left = zeros; !deflater.finished(); ) {
            if (deflater.needsInput() && left > 0) {
                deflater.setInput(input, 0, Math.min(left, input.length));
                left -= Math.min(left, input.length);
            }
            if (left == 0) {
                deflater.finish();
            }
            data.write(output, 0, deflater.deflate(output));
        }
        deflater.end();
        return data.toByteArray();
    }

    /** The length, one literal zero, and copies of it. */
    private static byte[] snappy(int zeros) {
        var data = new ByteArrayOutputStream();
        for (int length = zeros; ; length >>>= 7) {
            data.write(length < 0x80 ? length : (length & 0x7F) | 0x80);
            if (length < 0x80) {
                break;
            }
        }
        data.write(0);
        data.write(0);
        for (int left = zeros - 1; left > 0; left -= MAXIMUM_COPY) {
            data.write(((Math.min(left, MAXIMUM_COPY) - 1) << 2) | 2);
            data.write(1);
            data.write(0);
        }
        return data.toByteArray();
    }

    /** A frame of a known size and blocks that repeat one byte. */
    private static byte[] zstd(int zeros) {
        var data = new ByteArrayOutputStream();
        var header = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xFD2FB528).put((byte) 0xA0).putInt(zeros);
        data.writeBytes(header.array());
        for (int left = zeros; left > 0; left -= MAXIMUM_BLOCK) {
            int size = Math.min(left, MAXIMUM_BLOCK);
            int block = size << 3 | 1 << 1 | (left == size ? 1 : 0);
            data.write(block);
            data.write(block >>> 8);
            data.write(block >>> 16);
            data.write(0);
        }
        return data.toByteArray();
    }
}
