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
 * Filters by place. Shapes are GeoJSON objects as documents, with longitude before latitude; distances are in metres.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/query-geospatial/">Server manual: geospatial operators</a>
 */
public final class GeoFilters {
    private GeoFilters() {}

    /** The GeoJSON point of a place. */
    public static Document point(double longitude, double latitude) {
        return Document.of("type", "Point", "coordinates", List.of(longitude, latitude));
    }

    /** Documents whose shape lies within another. */
    public static Document geoWithin(String field, Document geometry) {
        return on(field, operator("$geoWithin", geometry(geometry)));
    }

    /** Documents whose shape has something in common with another. */
    public static Document geoIntersects(String field, Document geometry) {
        return on(field, operator("$geoIntersects", geometry(geometry)));
    }

    /** Documents whose pair of coordinates lies within a rectangle on the plane. */
    public static Document geoWithinBox(String field, double left, double bottom, double right, double top) {
        return on(field, operator("$geoWithin", operator("$box", List.of(List.of(left, bottom), List.of(right, top)))));
    }

    /**
     * Documents whose pair of coordinates lies within a polygon on the plane.
     *
     * @param corners three or more pairs of coordinates
     * @throws IllegalArgumentException if there are fewer than three corners or one is no pair
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

    /** Documents whose pair of coordinates lies within a circle on the plane. */
    public static Document geoWithinCenter(String field, double x, double y, double radius) {
        return on(field, operator("$geoWithin", operator("$center", List.of(List.of(x, y), radius))));
    }

    /** Documents whose shape lies within a circle on the globe, its radius in radians. */
    public static Document geoWithinCenterSphere(String field, double longitude, double latitude, double radians) {
        var circle = List.of(List.of(longitude, latitude), radians);
        return on(field, operator("$geoWithin", operator("$centerSphere", circle)));
    }

    /**
     * Documents near a point, the nearest first; needs a geospatial index.
     *
     * @param point a GeoJSON point
     * @param maxDistanceMetres how far away at most, or null for any distance
     * @param minDistanceMetres how far away at least, or null for any distance
     */
    public static Document near(
            String field, Document point, @Nullable Double maxDistanceMetres, @Nullable Double minDistanceMetres) {
        return on(field, operator("$near", around(point, maxDistanceMetres, minDistanceMetres)));
    }

    /**
     * Documents near a point by distance on the globe, the nearest first; needs a geospatial index.
     *
     * @param point a GeoJSON point
     * @param maxDistanceMetres how far away at most, or null for any distance
     * @param minDistanceMetres how far away at least, or null for any distance
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
