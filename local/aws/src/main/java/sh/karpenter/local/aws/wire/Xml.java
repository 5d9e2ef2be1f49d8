package sh.karpenter.local.aws.wire;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes an XML answer, element by element. Absent values are left out, as AWS does.
public final class Xml {
    private final StringBuilder out = new StringBuilder(1024);

    /// `<name>value</name>`, nothing for null.
    public Xml text(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        out.append('<').append(name).append('>');
        escape(value.toString());
        out.append("</").append(name).append('>');
        return this;
    }

    /// `<name>…</name>`.
    public Xml group(String name, Consumer<Xml> content) {
        out.append('<').append(name).append('>');
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /// The outermost element with its namespace.
    public Xml root(String name, String namespace, Consumer<Xml> content) {
        out.append('<').append(name).append(" xmlns=\"").append(namespace).append("\">");
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /// A list of structures: `<name><item>…</item>…</name>`.
    public <T> Xml items(String name, Iterable<T> items, BiConsumer<Xml, T> content) {
        return list(name, "item", items, content);
    }

    /// A list of structures whose elements have a name of their own, as IAM's `member`.
    public <T> Xml list(String name, String element, Iterable<T> items, BiConsumer<Xml, T> content) {
        return group(name, list -> items.forEach(item -> list.group(element, one -> content.accept(one, item))));
    }

    /// A list of texts: `<name><item>a</item>…</name>`.
    public Xml texts(String name, Iterable<String> values) {
        return group(name, list -> values.forEach(value -> list.text("item", value)));
    }

    /// Appends a fragment that is XML already.
    public Xml raw(CharSequence fragment) {
        out.append(fragment);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }
}
