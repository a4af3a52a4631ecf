package dev.morelia.internal.durable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.spi.Checkpoints.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A history of numbered events, each of which has its number as token. */
final class StubSource implements ChangeSource {
    /** What happens when the event with this number is asked for, or a stream is opened there. */
    interface Trouble {
        void at(int number);
    }

    volatile int count;
    volatile Trouble opening = number -> {};
    volatile Trouble reading = number -> {};
    volatile boolean overAtEnd;
    volatile int operationTime = 100;
    volatile @Nullable Duration timeout;
    volatile boolean hasStart;
    volatile String stream = "collection app.orders";
    final List<Integer> opened = new CopyOnWriteArrayList<>();
    final List<Stub> streams = new ArrayList<>();

    StubSource(int count) {
        this.count = count;
    }

    static Position position(int number) {
        return Position.after(token(number));
    }

    static Document token(int number) {
        return new Document("_data", number);
    }

    @Override
    public String watched() {
        return "app.orders";
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public boolean hasStart() {
        return hasStart;
    }

    @Override
    public @Nullable Duration timeout() {
        return timeout;
    }

    @Override
    public Changes open(@Nullable Position from) {
        int number = 0;
        if (from != null && from.token() != null) {
            number = from.token().int32("_data");
        }
        opened.add(number);
        opening.at(number);
        var stream = new Stub(number);
        streams.add(stream);
        return stream;
    }

    @Override
    public @Nullable Timestamp operationTime() {
        return new Timestamp(operationTime, 1);
    }

    @Override
    public @Nullable Timestamp clusterTime() {
        return new Timestamp(1_000, 1);
    }

    final class Stub implements Changes {
        volatile boolean closed;
        private int at;

        Stub(int at) {
            this.at = at;
        }

        @Override
        public @Nullable RawDocument tryNext() {
            if (closed) {
                throw new IllegalStateException("closed by another thread");
            }
            reading.at(at + 1);
            if (at >= count) {
                return null;
            }
            at++;
            return RawDocument.encode(Document.of("_id", token(at), "n", at, "clusterTime", new Timestamp(at, 1)));
        }

        @Override
        public Document resumeToken() {
            return token(at);
        }

        @Override
        public boolean isOver() {
            return overAtEnd && at >= count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
