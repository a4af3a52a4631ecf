package dev.morelia.tools.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Decodes UTF-8, and fails at what is none; unlike an {@code InputStreamReader}, not before all text that comes first
 * was read. For one thread.
 */
final class StrictReader extends Reader {
    private static final int BUFFER = 8192;

    private final InputStream input;
    // A new decoder reports malformed input instead of replacing it.
    private final CharsetDecoder decoder = UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private boolean ended;

    StrictReader(InputStream input) {
        this.input = input;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            decode();
            if (!chars.hasRemaining()) {
                if (ended) {
                    return -1;
                }
                fill();
            }
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    private void decode() throws IOException {
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, ended);
        chars.flip();
        if (!chars.hasRemaining() && result.isError()) {
            result.throwException();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = input.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
