package sh.karpenter.kube.api.crd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the CustomResourceDefinitions that come with this module.
///
/// In the files only the storage version is served, so that one applied by hand is safe. With a conversion the
/// older versions of NodePool, NodeClaim and EC2NodeClass are served too.
public final class CustomResourceDefinitions {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private CustomResourceDefinitions() {}

    /// All definitions, in the order of [Definition]. The trees are fresh and may be changed.
    public static List<ObjectNode> all(VersionConversion conversion) {
        List<ObjectNode> documents = new ArrayList<>();
        for (Definition definition : Definition.values()) {
            documents.add(load(definition, conversion));
        }
        return documents;
    }

    /// One definition. The tree is fresh and may be changed.
    public static ObjectNode load(Definition definition, VersionConversion conversion) {
        ObjectNode document = read(definition.fileName());
        ObjectNode spec = (ObjectNode) document.required("spec");
        if (spec.required("versions").size() > 1) {
            apply(conversion, spec);
        }
        return document;
    }

    private static void apply(VersionConversion conversion, ObjectNode spec) {
        switch (conversion) {
            case VersionConversion.None() -> {}
            case VersionConversion.WebhookAt(String url, String caBundle) -> {
                ObjectNode client = serveAllThroughWebhook(spec, caBundle);
                client.put("url", url);
            }
            case VersionConversion.WebhookService(
                    String namespace,
                    String name,
                    int port,
                    String path,
                    String caBundle) -> {
                ObjectNode client = serveAllThroughWebhook(spec, caBundle);
                client.putObject("service")
                        .put("namespace", namespace)
                        .put("name", name)
                        .put("port", port)
                        .put("path", path);
            }
        }
    }

    /// @return the `clientConfig`, still without its address
    private static ObjectNode serveAllThroughWebhook(ObjectNode spec, @Nullable String caBundle) {
        for (JsonNode version : spec.required("versions")) {
            ((ObjectNode) version).put("served", true);
        }
        ObjectNode webhook =
                spec.putObject("conversion").put("strategy", "Webhook").putObject("webhook");
        webhook.putArray("conversionReviewVersions").add("v1");
        ObjectNode client = webhook.putObject("clientConfig");
        if (caBundle != null) {
            client.put("caBundle", caBundle);
        }
        return client;
    }

    private static ObjectNode read(String fileName) {
        try (InputStream file = CustomResourceDefinitions.class.getResourceAsStream(fileName)) {
            return (ObjectNode) YAML.readTree(Objects.requireNonNull(file, fileName));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the definition " + fileName, e);
        }
    }
}
