package dev.morelia.benchmarks.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * The data sets of the <a
 * href="https://github.com/mongodb/specifications/blob/master/source/benchmarking/benchmarking.md"> benchmarking
 * specification</a>, read from its gzipped tar files.
 *
 * @param folder the specification's {@code benchmarking} folder
 */
public record SpecificationData(Path folder) {
    /** The system property for the folder of the specifications. */
    public static final String PROPERTY = "specs.dir";

    private static final int BLOCK_BYTES = 512;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int NAME_LENGTH = 100;

    /**
     * Finds the specifications: the system property {@value #PROPERTY}, or {@code ../shared/specs}; a relative path is
     * relative to the root of this repository.
     *
     * @throws UnavailableException if they do not exist
     */
    public static SpecificationData find() {
        var specifications = repositoryRoot().resolve(System.getProperty(PROPERTY, "../shared/specs"));
        var folder = specifications.resolve("benchmarking").normalize();
        if (!Files.isDirectory(folder)) {
            throw new UnavailableException("The benchmarks need the data sets of the benchmarking specification, but "
                    + folder + " is not a folder: use --specs with a folder that contains benchmarking/data.");
        }
        return new SpecificationData(folder);
    }

    /** The root of the repository: the parent folder of these classes that contains {@code .mvn}. */
    private static Path repositoryRoot() {
        try {
            var built = Path.of(SpecificationData.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (var folder = built; folder != null; folder = folder.getParent()) {
                if (Files.isDirectory(folder.resolve(".mvn"))) {
                    return folder;
                }
            }
            return built;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("a class path entry is a valid URI", impossible);
        }
    }

    /** The flat, deep or full document of {@code extended_bson.tgz}, as Extended JSON. */
    public String extendedBson(String name) throws IOException {
        return text("data/extended_bson.tgz", "extended_bson/" + name + "_bson.json");
    }

    /** A document of {@code single_and_multi_document.tgz}: {@code tweet}, {@code small_doc} or {@code large_doc}. */
    public String document(String name) throws IOException {
        return text("data/single_and_multi_document.tgz", "single_and_multi_document/" + name + ".json");
    }

    /** A file of {@code single_and_multi_document.tgz} that is no document. */
    public byte[] file(String name) throws IOException {
        return bytes("data/single_and_multi_document.tgz", "single_and_multi_document/" + name);
    }

    /** The small flat model of the object mapper's data sets. */
    public String flatModel() throws IOException {
        return text("odm-data/flat_models.tgz", "flat-models/small_doc.json");
    }

    /**
     * Unpacks the first files of a directory of {@code parallel.tgz}.
     *
     * @param directory {@code ldjson_multi} or {@code gridfs_multi}
     * @param count how many files
     * @param folder where to
     */
    public List<Path> parallelFiles(String directory, int count, Path folder) throws IOException {
        String archive = "data/parallel.tgz";
        String files = "parallel/" + directory + "/";
        List<Path> unpacked = new ArrayList<>();
        try (var in = open(archive)) {
            while (unpacked.size() < count) {
                byte[] content = entry(in, name -> name.startsWith(files) && !name.equals(files));
                unpacked.add(Files.write(folder.resolve(directory + unpacked.size()), content));
            }
            return unpacked;
        } catch (EOFException end) {
            throw new UnavailableException(archive + " does not contain " + count + " files in " + files, end);
        }
    }

    private InputStream open(String archive) throws IOException {
        return new GZIPInputStream(Files.newInputStream(folder.resolve(archive)), 1 << 16);
    }

    private String text(String archive, String entry) throws IOException {
        return new String(bytes(archive, entry), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String archive, String entry) throws IOException {
        try (var in = open(archive)) {
            return entry(in, entry::equals);
        } catch (EOFException end) {
            throw new UnavailableException(archive + " does not contain " + entry, end);
        }
    }

    /** Reads the next such file of a tar stream: headers of one block each, every file padded to whole blocks. */
    private static byte[] entry(InputStream tar, Predicate<String> wanted) throws IOException {
        byte[] header = new byte[BLOCK_BYTES];
        while (true) {
            if (tar.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES || header[0] == 0) {
                throw new EOFException("no such file");
            }
            long size = Long.parseLong(field(header, SIZE_OFFSET, SIZE_LENGTH).strip(), 8);
            long paddedSize = (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
            if (wanted.test(field(header, 0, NAME_LENGTH))) {
                byte[] content = tar.readNBytes(Math.toIntExact(size));
                tar.skipNBytes(paddedSize - size);
                return content;
            }
            tar.skipNBytes(paddedSize);
        }
    }

    private static String field(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
