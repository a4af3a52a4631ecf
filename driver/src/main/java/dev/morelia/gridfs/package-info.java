/**
 * GridFS: files of any size, stored in chunks in two collections of a database. Built upon the public API of
 * {@code dev.morelia}: {@link dev.morelia.gridfs.GridFsBucket} is where to begin.
 */
@NullMarked
package dev.morelia.gridfs;

import org.jspecify.annotations.NullMarked;
