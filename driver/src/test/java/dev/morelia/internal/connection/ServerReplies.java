package dev.morelia.internal.connection;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ClientSettings;
import dev.morelia.topology.ServerAddress;

/** Replies of a server, and a connection after its handshake. */
final class ServerReplies {

    static final ServerAddress SERVER = new ServerAddress("127.0.0.1", 27017);

    /** The hello of a fresh factory has request id 1, so this is the id of the first command. */
    static final int FIRST = 2;

    private ServerReplies() {}

    static Document hello() {
        return new Document()
                .append("helloOk", true)
                .append("maxBsonObjectSize", 16 * 1024 * 1024)
                .append("maxMessageSizeBytes", 48_000_000)
                .append("maxWriteBatchSize", 100_000)
                .append("maxWireVersion", 25)
                .append("connectionId", 12.0)
                .append("ok", 1.0);
    }

    static byte[] message(int responseTo, int flags, Document document) {
        var output = new BsonOutput();
        int start = OpMsg.begin(output, 900, responseTo, flags);
        output.document(RawDocument.encode(document));
        MessageHeader.end(output, start);
        return output.toByteArray();
    }

    static byte[] reply(int responseTo, Document document) {
        return message(responseTo, 0, document);
    }

    static ConnectionFactory factory(StubLink link) {
        return new ConnectionFactory(new Background(new StubEnv(address -> link)), ClientSettings.defaults());
    }

    static Connection connected(StubLink link, Document hello, byte[]... pieces) {
        link.piece(reply(1, hello));
        for (byte[] piece : pieces) {
            link.piece(piece);
        }
        return factory(link).open(SERVER, 1, Deadline.NONE, CancelToken.NONE);
    }

    static Connection connected(StubLink link, byte[]... pieces) {
        return connected(link, hello(), pieces);
    }
}
