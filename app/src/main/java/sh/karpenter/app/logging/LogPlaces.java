package sh.karpenter.app.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The places that something is written to, all of them: standard output, standard error, or files, which are
/// continued.
///
/// A place that cannot be written to any more, such as a file on a full disk, does not keep the others from
/// being written to and is tried again with the next line. It is told once, until it works again, where
/// troubles of the log are told.
public final class LogPlaces extends OutputStream {
    private final List<Place> places;
    private @Nullable LogPlaces troubles;

    private LogPlaces(List<Place> places) {
        this.places = Collections.unmodifiableList(places);
    }

    /// Opens places.
    ///
    /// @param text `stdout`, `stderr` or paths of files, comma separated
    /// @param otherwise where to write when the text names nothing
    /// @throws IOException when a file cannot be opened
    public static LogPlaces open(String text, OutputStream otherwise) throws IOException {
        SequencedMap<String, OutputStream> streams = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            switch (name) {
                case "" -> {}
                case "stdout" -> streams.put(name, System.out);
                case "stderr" -> streams.put(name, System.err);
                default -> {
                    if (!streams.containsKey(name)) {
                        streams.put(
                                name,
                                Files.newOutputStream(
                                        Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
                    }
                }
            }
        }
        return of(streams.isEmpty() ? Map.of("log", otherwise) : streams);
    }

    /// Places by the names under which they are told.
    static LogPlaces of(Map<String, OutputStream> streams) {
        var places = new ArrayList<Place>();
        streams.forEach((name, stream) -> places.add(new Place(name, stream)));
        return new LogPlaces(places);
    }

    /// The same places, whose troubles are told at others.
    LogPlaces tellingTroubles(LogPlaces where) {
        troubles = where;
        return this;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (Place place : places) {
            try {
                place.stream.write(bytes, offset, length);
                place.stream.flush();
                place.failing = false;
            } catch (IOException lost) {
                tell(place, lost);
            }
        }
    }

    private void tell(Place place, IOException lost) {
        if (!place.failing && troubles != null) {
            String line = "cannot write the log to " + place.name + ": " + lost.getMessage()
                    + ". Lines are lost until that works again.\n";
            troubles.write(line.getBytes(StandardCharsets.UTF_8));
        }
        place.failing = true;
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /// Closes files; standard output and standard error outlive the log.
    @Override
    public void close() throws IOException {
        for (Place place : places) {
            if (!place.stream.equals(System.out) && !place.stream.equals(System.err)) {
                place.stream.close();
            }
        }
    }

    private static final class Place {
        private final String name;
        private final OutputStream stream;
        private boolean failing;

        Place(String name, OutputStream stream) {
            this.name = name;
            this.stream = stream;
        }
    }
}
