package dev.morelia.builder;

import static dev.morelia.builder.Filters.on;
import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Geospatial filters. Shapes are GeoJSON objects as documents, with longitude before latitude; distances are in metres.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/query-geospatial/">Server manual: geospatial operators</a>
 */
public final class GeoFilters {
    private GeoFilters() {}

    /** A GeoJSON point. */
    public static Document point(double longitude, double latitude) {
        return Document.of("type", "Point", "coordinates", List.of(longitude, latitude));
    }

    /** Matches documents whose shape is entirely within another. */
    public static Document geoWithin(String field, Document geometry) {
        return on(field, operator("$geoWithin", geometry(geometry)));
    }

    /** Matches documents whose shape intersects another. */
    public static Document geoIntersects(String field, Document geometry) {
        return on(field, operator("$geoIntersects", geometry(geometry)));
    }

    /** Matches documents whose coordinate pair is within a rectangle on a plane. */
    public static Document geoWithinBox(String field, double left, double bottom, double right, double top) {
        return on(field, operator("$geoWithin", operator("$box", List.of(List.of(left, bottom), List.of(right, top)))));
    }

    /**
     * Matches documents whose coordinate pair is within a polygon on a plane.
     *
     * @param corners three or more coordinate pairs
     * @throws IllegalArgumentException if there are fewer than three corners or one is not a pair
     */
    public static Document geoWithinPolygon(String field, List<double[]> corners) {
        List<double[]> pairs = Argument.list("corners", corners);
        if (pairs.size() < 3) {
            throw Argument.rejected("corners", pairs.size(), "must be at least three");
        }
        var polygon = pairs.stream().map(GeoFilters::pair).toList();
        return on(field, operator("$geoWithin", operator("$polygon", polygon)));
    }

    private static List<Double> pair(double[] corner) {
        if (corner.length != 2) {
            throw Argument.rejected("corner", Arrays.toString(corner), "must be a pair of coordinates");
        }
        return DoubleStream.of(corner).boxed().toList();
    }

    /** Matches documents whose coordinate pair is within a circle on a plane. */
    public static Document geoWithinCenter(String field, double x, double y, double radius) {
        return on(field, operator("$geoWithin", operator("$center", List.of(List.of(x, y), radius))));
    }

    /** Matches documents whose shape is within a circle on a sphere, its radius in radians. */
    public static Document geoWithinCenterSphere(String field, double longitude, double latitude, double radians) {
        var circle = List.of(List.of(longitude, latitude), radians);
        return on(field, operator("$geoWithin", operator("$centerSphere", circle)));
    }

    /**
     * Matches documents near a point, nearest first; needs a geospatial index.
     *
     * @param point a GeoJSON point
     * @param maxDistanceMetres the maximum distance, or null
     * @param minDistanceMetres the minimum distance, or null
     */
    public static Document near(
            String field, Document point, @Nullable Double maxDistanceMetres, @Nullable Double minDistanceMetres) {
        return on(field, operator("$near", around(point, maxDistanceMetres, minDistanceMetres)));
    }

    /**
     * Matches documents near a point by distance on a sphere, nearest first; needs a geospatial index.
     *
     * @param point a GeoJSON point
     * @param maxDistanceMetres the maximum distance, or null
     * @param minDistanceMetres the minimum distance, or null
     */
    public static Document nearSphere(
            String field, Document point, @Nullable Double maxDistanceMetres, @Nullable Double minDistanceMetres) {
        return on(field, operator("$nearSphere", around(point, maxDistanceMetres, minDistanceMetres)));
    }

    private static Document around(Document point, @Nullable Double maximum, @Nullable Double minimum) {
        Document around = geometry(point);
        if (maximum != null) {
            around.append("$maxDistance", maximum);
        }
        if (minimum != null) {
            around.append("$minDistance", minimum);
        }
        return around;
    }

    private static Document geometry(Document geometry) {
        return operator("$geometry", Argument.notNull("geometry", geometry));
    }
}
