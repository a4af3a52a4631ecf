package outside;

import dev.morelia.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What somebody has ordered.
 *
 * @param id stored as {@code _id}
 * @param customer who
 * @param price how much
 * @param placed when
 */
record Order(ObjectId id, String customer, BigDecimal price, Instant placed) {}
