package dev.morelia.tools.transfer;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.tools.format.Chunk;
import dev.morelia.tools.format.Chunks;
import dev.morelia.tools.format.RecordParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An input whose parts can be read in parallel. For one thread. */
final class ChunkSource implements PartSource {
    private final Chunks chunks;
    private final RecordParser parser;
    private final WriteMode mode;
    private final @Nullable SteadyIds ids;

    /**
     * A source.
     *
     * @param ids the ids of documents that have none and are inserted; null to leave them to the driver
     */
    ChunkSource(Chunks chunks, RecordParser parser, WriteMode mode, @Nullable SteadyIds ids) {
        this.chunks = chunks;
        this.parser = parser;
        this.mode = mode;
        this.ids = ids;
    }

    @Override
    public @Nullable Part next() throws IOException {
        Chunk chunk = chunks.next();
        return chunk == null ? null : new ChunkPart(chunk);
    }

    @Override
    public String unit() {
        return "line";
    }

    private final class ChunkPart implements Part {
        private final Chunk chunk;

        ChunkPart(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public long bytes() {
            return chunk.bytes().length;
        }

        @Override
        public Batch read() {
            var batch = new Batch(chunk.offset() + bytes(), chunk.firstLine() + chunk.lines());
            parser.parse(chunk, new RecordParser.Sink() {
                @Override
                public void document(long line, int at, Document document) {
                    // Of a stored document that is replaced or merged with, the _id must remain.
                    batch.add(
                            line,
                            ids != null && mode.inserts(document)
                                    ? ids.completed(document, chunk.offset() + at)
                                    : document);
                }

                @Override
                public void document(long line, int at, RawDocument document) {
                    batch.add(line, ids == null ? document : ids.completed(document, chunk.offset() + at));
                }

                @Override
                public void rejected(long line, String problem) {
                    batch.reject(line, problem);
                }
            });
            return batch;
        }
    }
}
