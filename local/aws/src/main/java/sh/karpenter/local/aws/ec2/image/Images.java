package sh.karpenter.local.aws.ec2.image;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The images of the account's region and the SSM parameters that name them.
///
/// Two releases are there from the start, so that a node class can pin the older one. [#publish] adds another, as
/// AWS does every other week: from then on `recommended` and `latest` name the new images, and nodes of the old
/// ones have drifted. Not safe for use by several threads: the caller holds the account's lock.
public final class Images {
    /// Kubernetes versions 1.26 to 1.37 have images.
    private static final int FIRST_MINOR = 26;

    private static final int LAST_MINOR = 37;
    private static final List<ImageRelease> INITIAL = List.of(
            new ImageRelease(LocalDate.of(2026, 10, 15), "1.51.0"),
            new ImageRelease(LocalDate.of(2026, 11, 12), "1.52.0"));

    private final SortedMap<String, Image> byId = new TreeMap<>();
    private final SortedMap<String, String> parameters = new TreeMap<>();
    private final List<ImageRelease> releases = new ArrayList<>();

    public Images() {
        INITIAL.forEach(this::publish);
    }

    /// Adds a release. Its images become the newest of their lines.
    public void publish(ImageRelease release) {
        releases.add(release);
        for (var image : release.images(FIRST_MINOR, LAST_MINOR)) {
            add(image);
        }
    }

    /// The releases in the order of publication.
    public List<ImageRelease> releases() {
        return List.copyOf(releases);
    }

    /// Registers an image, for example one of the user's own.
    public void add(Image image) {
        byId.put(image.id(), image);
        image.parameters().forEach(parameter -> parameters.put(parameter, image.id()));
        image.movingParameters().forEach(parameter -> parameters.put(parameter, image.id()));
    }

    /// The image of this id, null when there is none.
    public @Nullable Image image(String id) {
        return byId.get(id);
    }

    /// All images by id.
    public Collection<Image> all() {
        return byId.values();
    }

    /// Image ids by the name of the public SSM parameter.
    public SortedMap<String, String> parameters() {
        return parameters;
    }
}
