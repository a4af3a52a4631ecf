package dev.morelia.tools.transfer;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.tools.format.Chunks;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Documents over several lines, or an array of them. The input is read by one thread, and ends at the first text that
 * is no document: where the next one would begin is not known then.
 */
final class JsonStreamSource implements PartSource {
    private static final int DOCUMENTS = 1_000;

    private final CountingInput input;
    private final Iterator<Document> documents;
    private long place = 1;
    private boolean ended;

    JsonStreamSource(InputStream input) {
        this.input = new CountingInput(input);
        documents = ExtendedJson.documents(new StrictReader(this.input)).iterator();
    }

    @Override
    public @Nullable Part next() throws IOException {
        var batch = new Batch(0, 0);
        long before = input.count;
        while (!ended && batch.documents().size() < DOCUMENTS && input.count - before < Chunks.CHUNK_BYTES) {
            read(batch);
        }
        boolean empty = batch.documents().isEmpty() && batch.unreadable().isEmpty();
        return empty ? null : new ReadPart(batch, input.count - before);
    }

    private void read(Batch batch) throws IOException {
        try {
            if (documents.hasNext()) {
                batch.add(place++, documents.next());
            } else {
                ended = true;
            }
        } catch (BsonException malformed) {
            reject(batch, String.valueOf(malformed.getMessage()));
        } catch (UncheckedIOException failed) {
            if (!(failed.getCause() instanceof CharacterCodingException)) {
                throw new IOException(failed.getMessage(), failed);
            }
            reject(batch, "the text is not valid UTF-8");
        }
    }

    private void reject(Batch batch, String problem) {
        batch.reject(place, problem + "; nothing after it was read");
        ended = true;
    }

    @Override
    public String unit() {
        return "document";
    }

    private record ReadPart(Batch batch, long bytes) implements Part {
        @Override
        public Batch read() {
            return batch;
        }
    }

    private static final class CountingInput extends FilterInputStream {
        private long count;

        CountingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
