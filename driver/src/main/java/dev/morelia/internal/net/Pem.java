package dev.morelia.internal.net;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One block of a PEM file. Text between blocks, as {@code openssl x509 -text} writes it, is skipped.
 *
 * @param label what it is, as in {@code CERTIFICATE}
 * @param headers the headers of an old encrypted key; usually none
 * @param content the decoded content
 */
// Compared by nothing; the array is the caller's only copy.
@SuppressWarnings("ArrayRecordComponent")
record Pem(String label, Map<String, String> headers, byte[] content) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * The blocks of a file in their order.
     *
     * @throws IllegalArgumentException if a block has no end or is not Base64; the message has nothing of the content
     */
    static List<Pem> blocks(String text) {
        var blocks = new ArrayList<Pem>();
        String label = null;
        var headers = new LinkedHashMap<String, String>();
        var base64 = new StringBuilder();
        for (String each : text.split("\\R", -1)) {
            String line = each.strip();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                if (label != null) {
                    throw new IllegalArgumentException("the block " + label + " has no end");
                }
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                headers.clear();
                base64.setLength(0);
            } else if (label != null && line.startsWith(END)) {
                blocks.add(new Pem(label, Map.copyOf(headers), decoded(label, base64.toString())));
                label = null;
            } else if (label != null) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                } else {
                    base64.append(line);
                }
            }
        }
        if (label != null) {
            throw new IllegalArgumentException("the block " + label + " has no end");
        }
        return blocks;
    }

    private static byte[] decoded(String label, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the content of the block " + label + " is not Base64");
        }
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Without the content, which may be a private key. */
    @Override
    public String toString() {
        return "PEM " + label;
    }
}
