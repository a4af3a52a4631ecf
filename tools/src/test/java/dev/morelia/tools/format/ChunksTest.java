package dev.morelia.tools.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class ChunksTest {
    private static final int RECORDS = 20_000;

    /** Returns a few bytes at a time, as a pipe does. */
    private static final class Slow extends ByteArrayInputStream {
        Slow(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1_000));
        }
    }

    private static byte[] text(String record, String end) {
        var text = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            text.append(record.replace("#", "" + i)).append(i < RECORDS - 1 ? "\n" : end);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void check(byte[] bytes, RecordEnds ends, int linesPerRecord) throws IOException {
        var chunks = new Chunks(new Slow(bytes), ends, 1 << 20, 0, 1);
        var all = new ByteArrayOutputStream();
        long line = 1;
        int count = 0;
        for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            assertThat(chunk.offset()).isEqualTo(all.size());
            assertThat(chunk.firstLine()).isEqualTo(line);
            all.write(chunk.bytes());
            long lines = new String(chunk.bytes(), UTF_8).lines().count();
            assertThat(lines % linesPerRecord).isZero();
            boolean endsLine = chunk.bytes()[chunk.bytes().length - 1] == '\n';
            assertThat(chunk.lines()).isEqualTo(endsLine ? lines : lines - 1);
            line += lines;
            count++;
        }
        assertThat(count).isGreaterThan(1);
        assertThat(all.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void consistOfWholeRecords() throws IOException {
        check(text("{\"number\": #, \"text\": \"some text\"}", ""), RecordEnds.LINES, 1);
        check(text("{\"number\": #, \"text\": \"some text\"}", "\n"), RecordEnds.LINES, 1);
        check(text("#,\"two\nlines, and \"\"quotation marks\"\"\",\"\"", "\n"), CsvRecord.ends(','), 2);
    }

    @Test
    void anEmptyInputHasNone() throws IOException {
        assertThat(new Chunks(InputStream.nullInputStream(), RecordEnds.LINES, 1 << 20, 0, 1).next())
                .isNull();
    }

    @Test
    void aRecordMayBeLongerThanAChunkButNotThanTheLimit() throws IOException {
        byte[] bytes = ("a\n" + "b".repeat(3 * Chunks.CHUNK_BYTES) + "\nc").getBytes(UTF_8);
        check(bytes, RecordEnds.LINES, 1);
        var chunks = new Chunks(new ByteArrayInputStream(bytes), RecordEnds.LINES, 2 * Chunks.CHUNK_BYTES, 0, 1);
        assertThat(chunks.next()).isNotNull();
        assertThatThrownBy(chunks::next)
                .isInstanceOf(TransferException.class)
                .hasMessageStartingWith("line 2: the record that starts here is longer than 524288 bytes");
    }
}
