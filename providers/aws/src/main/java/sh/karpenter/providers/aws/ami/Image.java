package sh.karpenter.providers.aws.ami;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sh.karpenter.core.model.label.Requirements;

/// One image for one kind of machine.
///
/// @param id `ami-` and so on
/// @param name the image's name
/// @param created when it was made
/// @param deprecated whether its owner gave it up
/// @param requirements the machines that it can boot
record Image(String id, String name, Instant created, boolean deprecated, Requirements requirements) {

    /// Better ones first: not deprecated, then newer, then greater name.
    private static final Comparator<Image> BETTER = Comparator.comparing(Image::deprecated)
            .thenComparing(Image::created, Comparator.reverseOrder())
            .thenComparing(Image::name, Comparator.reverseOrder());

    private static final Comparator<Image> NEWEST_FIRST =
            Comparator.comparing(Image::created, Comparator.reverseOrder()).thenComparing(Image::id);

    /// The best image for each kind of machine, newest first.
    static List<Image> select(List<Image> candidates) {
        Map<Requirements, Image> best = new LinkedHashMap<>();
        for (Image candidate : candidates) {
            best.merge(
                    candidate.requirements(),
                    candidate,
                    (known, other) -> BETTER.compare(other, known) < 0 ? other : known);
        }
        var result = new ArrayList<>(best.values());
        result.sort(NEWEST_FIRST);
        return result;
    }
}
