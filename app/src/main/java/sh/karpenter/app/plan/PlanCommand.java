package sh.karpenter.app.plan;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.casefile.CaseFile;
import sh.karpenter.kube.casefile.CaseReader;
import sh.karpenter.kube.casefile.Decision;
import sh.karpenter.kube.casefile.DisruptionDecision;
import sh.karpenter.kube.casefile.Unread;
import tools.jackson.databind.json.JsonMapper;

/// `karpenter plan`: reads situations from files and prints what we decide in them.
///
/// What cannot be understood is told in one line each on standard error; the other files, and what else there is in
/// the file, are planned all the same, and the exit status is 1.
@Command(
        name = "plan",
        description = "Show what would be done in situations that are written to files.",
        mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--case",
            arity = "1..*",
            required = true,
            paramLabel = "PATH",
            description = "case files (.json, .json.gz), or folders of them")
    private List<Path> cases = List.of();

    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "text for people (default), or one JSON document a line")
    private Output output = Output.text;

    @Option(
            names = "--catalogues",
            arity = "1..*",
            paramLabel = "DIR",
            description = "folders of instance type catalogues (default: folders named catalogues beside and above"
                    + " the case)")
    private List<Path> catalogues = List.of();

    @Option(
            names = "--consolidation-mode",
            converter = ModeName.class,
            paramLabel = "reference|default",
            description = "how disruption is searched: as Karpenter does (default here, so that recorded decisions can"
                    + " be compared), or as the controller does unless told otherwise")
    private DisruptionOptions.Mode consolidationMode = DisruptionOptions.Mode.REFERENCE;

    /// Reads the name of a mode.
    static final class ModeName implements ITypeConverter<DisruptionOptions.Mode> {
        @Override
        public DisruptionOptions.Mode convert(String name) {
            return switch (name) {
                case "default" -> DisruptionOptions.Mode.DEFAULT;
                case "reference" -> DisruptionOptions.Mode.REFERENCE;
                default -> throw new TypeConversionException("\"" + name + "\" is none of reference, default");
            };
        }
    }

    /// How decisions are printed; the names are what is typed.
    enum Output {
        text,
        json
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var folder = new CaseFolder(catalogues);
        boolean understood = true;
        for (Path path : cases) {
            List<Path> files = List.of();
            try {
                files = CaseFolder.files(path);
                if (files.isEmpty()) {
                    understood = tell(path, "the folder has no .json and no .json.gz in it");
                }
            } catch (IOException | UncheckedIOException unreadable) {
                understood = tell(path, String.valueOf(unreadable.getMessage()));
            }
            for (Path file : files) {
                understood &= plan(file, folder, out);
            }
        }
        out.flush();
        return understood ? 0 : 1;
    }

    /// Plans one file.
    ///
    /// @return whether all of it was understood
    private boolean plan(Path path, CaseFolder folder, PrintWriter out) {
        try {
            CaseFile file = folder.reader(path).read(CaseFolder.text(path));
            print(file, out);
            for (Unread unread : file.unread()) {
                tell(path, unread.text());
            }
            return file.unread().isEmpty();
        } catch (IOException unreadable) {
            return tell(path, "cannot be read: " + unreadable.getMessage());
        } catch (IllegalArgumentException bad) {
            return tell(path, String.valueOf(bad.getMessage()));
        }
    }

    private void print(CaseFile file, PrintWriter out) {
        switch (file.kind()) {
            case SCHEDULING -> {
                var result = Scheduler.solve(file.problem(), Deadline.none());
                switch (output) {
                    case json -> out.println(new Decision(CaseReader.vocabulary()).toJson(file, result));
                    case text -> new PlanText(file, result).lines().forEach(out::println);
                }
            }
            case DISRUPTION -> {
                switch (output) {
                    case json -> out.println(disruption(file));
                    case text ->
                        new DisruptionText(file, consolidationMode).lines().forEach(out::println);
                }
            }
        }
    }

    private String disruption(CaseFile file) {
        var decision = DisruptionDecision.of(file.round(consolidationMode));
        return JsonMapper.shared()
                .createObjectNode()
                .put("name", file.name())
                .setAll(decision.toJson(file.problem().labels()))
                .toString();
    }

    /// Says on standard error what is wrong with a file.
    ///
    /// @return false
    private boolean tell(Path path, String problem) {
        spec.commandLine().getOut().flush();
        spec.commandLine().getErr().println("karpenter: " + path + ": " + problem);
        return false;
    }
}
