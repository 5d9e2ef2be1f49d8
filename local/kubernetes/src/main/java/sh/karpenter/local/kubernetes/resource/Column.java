package sh.karpenter.local.kubernetes.resource;

/// A column of a table.
///
/// @param name heading, upper-cased by clients
/// @param type `string`, `integer`, `number`, `boolean` or `date`
/// @param format `name` for the column that names the object, else empty or as declared
/// @param description shown nowhere but part of the answer
/// @param priority 0 for always, above for the wide form only
/// @param jsonPath where a custom resource's cell is found; empty for built-in columns
public record Column(String name, String type, String format, String description, int priority, String jsonPath) {

    /// A string column of a built-in resource.
    public static Column of(String name) {
        return new Column(name, "string", name.equals("Name") || name.equals("Attacher") ? "name" : "", name, 0, "");
    }

    /// A column that only the wide form shows.
    public static Column wide(String name) {
        return new Column(name, "string", name.equals("Name") ? "name" : "", name, 1, "");
    }

    /// The same column under a name and of a type.
    public Column typed(String name, String type) {
        return new Column(name, type, format, name, priority, jsonPath);
    }
}
