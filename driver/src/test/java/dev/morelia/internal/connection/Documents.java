package dev.morelia.internal.connection;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.DocumentSequence;
import java.util.function.Consumer;

/** The same document over and over. */
final class Documents implements DocumentSequence {
    private final String identifier;
    private final RawDocument document;
    private int left;
    int written;
    Consumer<ReplyWait> whenSent = wait -> {};

    Documents(String identifier, RawDocument document, int count) {
        this.identifier = identifier;
        this.document = document;
        this.left = count;
    }

    @Override
    public String identifier() {
        return identifier;
    }

    @Override
    public int write(BsonOutput output, int maxMessageEnd) {
        int before = written;
        while (left > 0 && output.position() + document.length() <= maxMessageEnd) {
            output.document(document);
            left--;
            written++;
        }
        return written - before;
    }

    @Override
    public void sent(ReplyWait wait) {
        whenSent.accept(wait);
    }
}
