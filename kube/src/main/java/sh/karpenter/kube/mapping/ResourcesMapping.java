package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;

/// Resource amounts on the wire and in the core.
public final class ResourcesMapping {
    private ResourcesMapping() {}

    /// The amounts of a map of quantities; null counts as empty.
    ///
    /// @throws IllegalArgumentException when a quantity cannot be read; the message names it
    public static Resources toCore(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) {
            return Resources.none();
        }
        var amounts = new TreeMap<String, Long>();
        quantities.forEach((name, quantity) ->
                amounts.put(name, sh.karpenter.core.model.resource.Quantity.parse(name, text(quantity))));
        return new Resources(amounts);
    }

    /// As [#toCore(Map)], naming the field of an amount that cannot be read.
    static Resources toCore(String field, @Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) {
            return Resources.none();
        }
        var amounts = new TreeMap<String, Long>();
        quantities.forEach((name, quantity) -> {
            try {
                amounts.put(name, sh.karpenter.core.model.resource.Quantity.parse(name, text(quantity)));
            } catch (IllegalArgumentException notAQuantity) {
                throw new MalformedField(field + "." + name, text(quantity), "is not a quantity");
            }
        });
        return new Resources(amounts);
    }

    /// The amounts as quantities, in order of name.
    public static SequencedMap<String, Quantity> toWire(Resources resources) {
        var quantities = new LinkedHashMap<String, Quantity>();
        resources
                .amounts()
                .forEach((name, amount) -> quantities.put(
                        name, Quantity.parse(sh.karpenter.core.model.resource.Quantity.format(name, amount))));
        return Collections.unmodifiableSequencedMap(quantities);
    }

    /// The amounts as text, in order of name, as logs show them: `{cpu=1930m, memory=6903Mi}`.
    public static SequencedMap<String, String> toText(Resources resources) {
        var texts = new LinkedHashMap<String, String>();
        resources
                .amounts()
                .forEach((name, amount) ->
                        texts.put(name, sh.karpenter.core.model.resource.Quantity.format(name, amount)));
        return Collections.unmodifiableSequencedMap(texts);
    }

    private static String text(Quantity quantity) {
        String amount = quantity.getAmount() == null ? "" : quantity.getAmount();
        return quantity.getFormat() == null ? amount : amount + quantity.getFormat();
    }
}
