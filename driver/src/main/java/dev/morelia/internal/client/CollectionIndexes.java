package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.settings.Namespace;
import java.util.List;

/** The index methods of a collection: checks arguments and executes operations. */
public record CollectionIndexes(Core core, ExecutionContext context, Namespace namespace, Codec<?> codec) {

    public List<String> create(List<IndexModel> indexes, Document fields) {
        List<IndexModel> checked = Argument.notEmpty("indexes", indexes);
        checked.forEach(this::checkNames);
        List<Document> specifications =
                checked.stream().map(CollectionIndexes::specification).toList();
        core.execute(Administration.createIndexes(namespace, specifications, fields), context);
        return checked.stream().map(IndexModel::name).toList();
    }

    private void checkNames(IndexModel index) {
        StoredNames.of(codec).inKeys(index.keys());
        Document filter = OptionFields.of(index.options()).documentOrNull("partialFilterExpression");
        if (filter != null) {
            StoredNames.of(codec).inFilter(filter);
        }
    }

    private static Document specification(IndexModel index) {
        Document specification = new Document("key", index.keys()).append("name", index.name());
        specification.putAll(OptionFields.of(index.options()));
        return specification;
    }

    public void drop(String name, Document fields) {
        if (Argument.text("name", name).equals("*")) {
            throw Argument.rejected("name", name, "must name one index; dropIndexes() drops all");
        }
        core.execute(Administration.dropIndexes(namespace, name, fields), context);
    }

    public void drop(Document keys, Document fields) {
        Argument.notNull("keys", keys);
        core.execute(Administration.dropIndexes(namespace, keys, fields), context);
    }

    public void dropAll(Document fields) {
        core.execute(Administration.dropIndexes(namespace, "*", fields), context);
    }
}
