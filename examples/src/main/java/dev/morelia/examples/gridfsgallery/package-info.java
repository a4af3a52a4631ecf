/** A web gallery whose images are files in GridFS: uploads, thumbnails, parts of files by HTTP ranges. */
@NullMarked
package dev.morelia.examples.gridfsgallery;

import org.jspecify.annotations.NullMarked;
