package dev.morelia.examples.gridfsgallery;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** A small version of an image, as PNG. */
final class Thumbnail {
    static final String TYPE = "image/png";
    private static final int EDGE = 480;
    private static final long MAX_PIXELS = 100_000_000;

    private final byte[] bytes;
    private final int originalWidth;
    private final int originalHeight;

    private Thumbnail(byte[] bytes, int originalWidth, int originalHeight) {
        this.bytes = bytes;
        this.originalWidth = originalWidth;
        this.originalHeight = originalHeight;
    }

    static Thumbnail of(InputStream image) throws IOException, NoImageException {
        try (var input = ImageIO.createImageInputStream(image)) {
            var readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new NoImageException("This is not an image.");
            }
            var reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return of(reader);
            } catch (IOException damaged) {
                throw new NoImageException("This image is damaged: " + damaged.getMessage());
            } finally {
                reader.dispose();
            }
        }
    }

    private static Thumbnail of(ImageReader reader) throws IOException, NoImageException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MAX_PIXELS) {
            throw new NoImageException("This image is too large.");
        }
        // Of a large image only some of the pixels, so that it takes less memory.
        int step = Math.max(1, Math.max(width, height) / (2 * EDGE));
        var parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(step, step, 0, 0);
        var out = new ByteArrayOutputStream();
        ImageIO.write(scaled(reader.read(0, parameters)), "png", out);
        return new Thumbnail(out.toByteArray(), width, height);
    }

    private static BufferedImage scaled(BufferedImage image) {
        double factor = Math.min(1.0, (double) EDGE / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    byte[] bytes() {
        return bytes;
    }

    int originalWidth() {
        return originalWidth;
    }

    int originalHeight() {
        return originalHeight;
    }
}
