package sh.karpenter.app.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.casefile.CaseReader;

/// Finds case files and the catalogues of instance types that they name.
///
/// A catalogue `NAME` is the file `NAME.json` or `NAME.json.gz` in a folder `catalogues` beside the case file or
/// beside one of the folders above it; the nearest wins.
final class CaseFolder {
    private static final String CATALOGUES = "catalogues";
    private static final List<String> ENDINGS = List.of(".json", ".json.gz");

    private final List<Path> given;
    private final Map<List<Path>, CaseReader> readers =
            new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));

    /// @param given folders of catalogues that are looked into before the others
    CaseFolder(List<Path> given) {
        this.given = List.copyOf(given);
    }

    /// The case files that a path means: itself, or all below it in order of name, without catalogues.
    ///
    /// @throws IOException when there is nothing at the path, or a folder cannot be read
    static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("there is no such file or folder");
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> isCase(path, file)).sorted().toList();
        }
    }

    private static boolean isCase(Path folder, Path file) {
        String name = file.getFileName().toString();
        if (ENDINGS.stream().noneMatch(name::endsWith) || !Files.isRegularFile(file)) {
            return false;
        }
        for (Path part : folder.relativize(file)) {
            if (part.toString().equals(CATALOGUES)) {
                return false;
            }
        }
        return true;
    }

    /// The text of a file, unpacked when its name ends in `.gz`.
    static String text(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// A reader for a case file, which finds the catalogues that the file may name. Files with the same catalogues
    /// share one.
    CaseReader reader(Path file) {
        var folders = new ArrayList<>(given);
        for (Path above = file.toAbsolutePath().normalize().getParent(); above != null; above = above.getParent()) {
            Path folder = above.resolve(CATALOGUES);
            if (Files.isDirectory(folder)) {
                folders.add(folder);
            }
        }
        return readers.computeIfAbsent(List.copyOf(folders), found -> new CaseReader(name -> catalogue(name, found)));
    }

    private static String catalogue(String name, List<Path> folders) {
        for (Path folder : folders) {
            for (String ending : ENDINGS) {
                Path file = folder.resolve(name + ending);
                String text = Files.isRegularFile(file) ? readable(name, file) : null;
                if (text != null) {
                    return text;
                }
            }
        }
        throw new IllegalArgumentException("instanceTypeCatalogue: \"" + name + "\": there is no file " + name
                + ".json or " + name + ".json.gz "
                + (folders.isEmpty()
                        ? "in a folder catalogues beside the case or above it; name the folder with --catalogues"
                        : "in "
                                + String.join(
                                        ", ",
                                        folders.stream().map(Path::toString).toList())));
    }

    private static @Nullable String readable(String name, Path file) {
        try {
            return text(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "instanceTypeCatalogue: \"" + name + "\": " + file + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }
}
