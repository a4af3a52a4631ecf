package dev.morelia.compat.live;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** Documents to find. */
final class Numbers {
    private Numbers() {}

    static List<Document> to(int count) {
        var list = new ArrayList<Document>();
        for (int i = 0; i < count; i++) {
            list.add(new Document("_id", i)
                    .append("n", i)
                    .append("even", i % 2 == 0)
                    .append("s", "s" + i % 3));
        }
        return list;
    }

    static List<Document> all(MongoCollection<Document> collection) {
        return collection.find().sort(Sorts.ascending("_id")).into(new ArrayList<>());
    }
}
