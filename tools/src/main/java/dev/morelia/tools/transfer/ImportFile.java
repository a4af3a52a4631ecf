package dev.morelia.tools.transfer;

import dev.morelia.tools.format.Chunks;
import dev.morelia.tools.format.CsvParser;
import dev.morelia.tools.format.CsvRecord;
import dev.morelia.tools.format.FileType;
import dev.morelia.tools.format.JsonHead;
import dev.morelia.tools.format.JsonLinesParser;
import dev.morelia.tools.format.RecordParser;
import dev.morelia.tools.format.TransferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what an input holds, by its beginning. */
final class ImportFile {
    /** A header or a first document longer than that is not recognized. */
    private static final int HEAD_BYTES = 1 << 16;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final long HEAP_SHARE = 8;

    private final ImportPlan plan;
    private final InputStream input;
    private final byte[] head;
    private int offset;

    ImportFile(ImportPlan plan, InputStream input) throws IOException {
        this.plan = plan;
        this.input = input;
        head = input.readNBytes(HEAD_BYTES);
        int mark = BYTE_ORDER_MARK.length;
        if (head.length >= mark && Arrays.equals(head, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            offset = mark;
        }
    }

    /**
     * The parts of the input from where an earlier import ended.
     *
     * @param state how far the earlier one came; null to keep no record of it
     */
    PartSource parts(@Nullable ImportState state) throws IOException {
        RecordParser parser;
        long line = 1;
        if (plan.type().isTable()) {
            List<String> header = plan.table().fields().isEmpty() ? header() : List.of();
            line = plan.table().fields().isEmpty() ? 1 + lines(offset) : 1;
            char separator = plan.type().separator();
            parser = new CsvParser(
                    plan.table().columns(header), separator, plan.table().ignoreBlanks());
        } else if (plan.type() == FileType.JSONL || JsonHead.isOneDocumentALine(head, offset)) {
            parser = new JsonLinesParser(plan.mode().kind() == WriteMode.Kind.INSERT);
        } else if (state != null) {
            throw new TransferException("--resume needs a table, or one document a line");
        } else {
            return new JsonStreamSource(from(offset));
        }
        var from = from(offset);
        long start = offset;
        if (state != null && state.reached().offset() > start) {
            from.skipNBytes(state.reached().offset() - start);
            start = state.reached().offset();
            line = state.reached().line();
        }
        int maximum =
                (int) Math.max(2 * Chunks.CHUNK_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        var chunks = new Chunks(from, parser.ends(), Math.min(maximum, 100_000_000), start, line);
        return new ChunkSource(chunks, parser, plan.mode(), state == null ? null : state.ids());
    }

    private InputStream from(int start) {
        return new SequenceInputStream(new ByteArrayInputStream(head, start, head.length - start), input);
    }

    private long lines(int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            lines += head[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    /** Reads the names of the columns, and moves after them. */
    private List<String> header() {
        if (offset == head.length) {
            throw new TransferException("the input is empty: its first line must have the names of the columns,"
                    + " unless --fields has them");
        }
        char separator = plan.type().separator();
        int end = CsvRecord.end(head, offset, head.length, separator);
        if (end < 0 && head.length == HEAD_BYTES) {
            throw new TransferException("line 1: the names of the columns are longer than " + HEAD_BYTES + " bytes");
        }
        var row = new CsvRecord(Arrays.copyOfRange(head, offset, end < 0 ? head.length : end), separator);
        row.next();
        String problem = row.problem();
        if (problem != null) {
            throw new TransferException("line 1, the names of the columns: " + problem);
        }
        offset += row.position();
        return List.copyOf(row.values());
    }
}
