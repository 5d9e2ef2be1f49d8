package sh.karpenter.core.model.taint;

/// A mark on a node that keeps pods away which do not tolerate it.
///
/// @param key its key
/// @param value its value, empty when it has none
/// @param effect what it does
public record Taint(String key, String value, TaintEffect effect) {

    /// Whether both have the same key and effect; that is how Kubernetes identifies a taint on a node.
    public boolean matches(Taint other) {
        return key.equals(other.key) && effect == other.effect;
    }

    /// `key=value:effect`, or `key:effect` without a value.
    @Override
    public String toString() {
        return value.isEmpty() ? key + ":" + effect.text() : key + "=" + value + ":" + effect.text();
    }
}
