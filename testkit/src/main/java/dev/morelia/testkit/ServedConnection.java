package dev.morelia.testkit;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.WireException;
import dev.morelia.testkit.message.WireCompression;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** Reads requests from one connection of a {@link ScriptedServer} until it is closed. */
final class ServedConnection {

    private final Socket socket;
    private final int number;
    private final ScriptedServer server;
    private final CannedReplies canned;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    ServedConnection(Socket socket, int number, ScriptedServer server) {
        this.socket = socket;
        this.number = number;
        this.server = server;
        this.canned = server.cannedReplies().copy();
    }

    void run() {
        try {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            while (!socket.isClosed()) {
                serve(in, out);
            }
        } catch (IOException | InterruptedException | WireException e) {
            // The client disconnected or sent garbage, or the server is being closed: just close the connection.
        }
    }

    private void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
        fill(in, MessageHeader.BYTES);
        var header = MessageHeader.decode(buffer, position, MessageHeader.MAXIMUM_MESSAGE_BYTES);
        fill(in, Math.min(header.length(), buffer.length));
        byte[] reply = canned.replyTo(buffer, position, Math.min(header.length(), buffer.length));
        if (reply != null) {
            skip(in, header.length());
            out.write(reply);
        } else {
            handle(take(in, header.length()));
        }
    }

    private void handle(byte[] bytes) throws IOException, InterruptedException {
        byte[] message = WireCompression.original(bytes);
        var compressor = WireCompression.of(bytes);
        var header = MessageHeader.decode(message, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
        int payload = message.length - MessageHeader.BYTES;
        boolean legacy = header.opCode() == OpCode.QUERY;
        int flags = 0;
        RawDocument command;
        if (legacy) {
            command = OpQuery.decode(message, MessageHeader.BYTES, payload).query();
        } else if (header.opCode() == OpCode.MSG) {
            var decoded = OpMsg.decode(message, MessageHeader.BYTES, payload);
            flags = decoded.flags();
            command = decoded.folded();
        } else {
            throw new WireException("unknown operation code " + header.opCode());
        }
        String name = compressor == null ? null : compressor.name();
        var request = new ReceivedRequest(number, header.requestId(), flags, command, bytes.length, name);
        server.handle(new Exchange(socket, request, bytes, legacy));
    }

    /** Ensures that the buffer contains the given number of bytes, at most its size. */
    private void fill(InputStream in, int count) throws IOException {
        if (limit - position < count && position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        while (limit - position < count) {
            limit += read(in, buffer, limit, buffer.length - limit);
        }
    }

    private byte[] take(InputStream in, int count) throws IOException {
        int buffered = Math.min(count, limit - position);
        byte[] bytes = Arrays.copyOf(Arrays.copyOfRange(buffer, position, position + buffered), count);
        position += buffered;
        for (int done = buffered; done < count; ) {
            done += read(in, bytes, done, count - done);
        }
        return bytes;
    }

    private void skip(InputStream in, int count) throws IOException {
        int left = count - Math.min(count, limit - position);
        position += count - left;
        while (left > 0) {
            // The buffer is empty, so skipped bytes can be read into it.
            left -= read(in, buffer, 0, Math.min(left, buffer.length));
        }
    }

    private static int read(InputStream in, byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }
}
