package sh.karpenter.local.kubernetes.table;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.resource.Column;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.table.BuiltInTables.Printer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes tables of objects. The server always sends all columns; clients hide those of the wide form.
public final class Tables {
    private static final Column AGE =
            new Column("Age", "date", "", "time since creation", 0, ".metadata.creationTimestamp");

    private final BuiltInTables builtIn = new BuiltInTables();
    private final Map<String, JsonPath> paths = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /// @param clock the clock that ages are measured by
    public Tables(InstantSource clock) {
        this.clock = clock;
    }

    /// How much of an object goes along with its row.
    public enum Included {
        METADATA,
        OBJECT,
        NONE;

        /// Reads the query parameter `includeObject`.
        public static Included of(String parameter) {
            return switch (parameter) {
                case "Object" -> OBJECT;
                case "None" -> NONE;
                default -> METADATA;
            };
        }
    }

    /// A table without list metadata.
    ///
    /// @param withColumns whether column definitions are part of it; watches send them once
    public ObjectNode table(
            ResourceDefinition definition,
            ServedVersion version,
            List<ObjectNode> objects,
            Included included,
            boolean withColumns) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata");
        boolean custom = definition.is(Trait.CUSTOM);
        Printer printer =
                custom ? custom(version) : builtIn.of(definition.names().qualifiedKind());
        ArrayNode columns = table.putArray("columnDefinitions");
        if (withColumns) {
            printer.columns().forEach(column -> columns.add(column(column)));
        }
        Instant now = clock.instant();
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            printer.row().apply(object, now).forEach(cell -> add(cells, cell));
            completed(definition, object, row);
            row.set("object", included(object, included));
        }
        return table;
    }

    private Printer custom(ServedVersion version) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("Name"));
        columns.addAll(version.columns().isEmpty() ? List.of(AGE) : version.columns());
        return new Printer(columns, (object, now) -> {
            List<Object> row = new ArrayList<>();
            row.add(Metadata.name(object));
            for (Column column : columns.subList(1, columns.size())) {
                JsonPath path = paths.computeIfAbsent(column.jsonPath(), JsonPath::parse);
                row.add(cell(path.first(object), column, now));
            }
            return row;
        });
    }

    private static Object cell(@Nullable JsonNode value, Column column, Instant now) {
        if (value == null) {
            return column.type().equals("date") ? Cells.UNKNOWN : Missing.CELL;
        }
        return switch (column.type()) {
            case "date" -> Ages.since(value.asString(""), now);
            case "integer" -> value.isNumber() ? (Object) value.longValue() : Missing.CELL;
            case "number" -> value.isNumber() ? (Object) value.doubleValue() : Missing.CELL;
            case "boolean" -> value.isBoolean() ? (Object) value.booleanValue() : Missing.CELL;
            default -> value.isContainer() ? Json.text(value) : value.asString("");
        };
    }

    private enum Missing {
        CELL
    }

    private static void add(ArrayNode cells, Object cell) {
        switch (cell) {
            case Missing _ -> cells.addNull();
            case Boolean value -> cells.add(value);
            case Integer value -> cells.add(value);
            case Long value -> cells.add(value);
            case Double value -> cells.add(value);
            default -> cells.add(cell.toString());
        }
    }

    private static ObjectNode column(Column column) {
        return Json.object()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority());
    }

    private static void completed(ResourceDefinition definition, ObjectNode object, ObjectNode row) {
        if (!definition.qualifiedName().equals("pods")) {
            return;
        }
        String phase = Json.string(object, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            String message = phase.equals("Succeeded") ? "The pod has completed successfully." : "The pod failed.";
            row.putArray("conditions")
                    .addObject()
                    .put("type", "Completed")
                    .put("status", "True")
                    .put("reason", phase)
                    .put("message", message);
        }
    }

    private static @Nullable JsonNode included(ObjectNode object, Included included) {
        return switch (included) {
            case OBJECT -> object;
            case NONE -> null;
            case METADATA -> {
                ObjectNode partial =
                        Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", object.path("metadata"));
                yield partial;
            }
        };
    }
}
