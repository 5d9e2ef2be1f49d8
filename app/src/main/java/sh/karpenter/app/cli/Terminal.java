package sh.karpenter.app.cli;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Where a command talks to a person: plain lines, lines with weight, and one line that shows progress.
///
/// On a terminal the progress line is rewritten in place and weight is shown by colour; elsewhere progress is a
/// line every few seconds and nothing is coloured.
public final class Terminal {
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean interactive;
    private final InstantSource clock;
    private boolean progressShown;
    private @Nullable Instant lastProgress;

    /// @param out where it is printed
    /// @param interactive whether a person looks at it now
    /// @param clock paces progress lines
    public Terminal(PrintStream out, boolean interactive, InstantSource clock) {
        this.out = out;
        this.interactive = interactive;
        this.clock = clock;
    }

    /// Standard output, interactive when it is a terminal and the environment does not ask for plain text
    /// (`NO_COLOR`, `TERM=dumb`).
    @SuppressWarnings("SystemConsoleNull") // with the JDK's own console it is null where nobody looks
    public static Terminal standard() {
        boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Terminal(System.out, terminal && !plain, InstantSource.system());
    }

    /// A line.
    public void line(String text) {
        clearProgress();
        out.println(text);
        out.flush();
    }

    /// An empty line.
    public void line() {
        line("");
    }

    /// A line that begins something.
    public void heading(String text) {
        line(style("1", text));
    }

    /// A command that a person would type.
    public void command(String text) {
        line(style("36", "$ " + text));
    }

    /// A line that says that something went as expected.
    public void good(String text) {
        line(style("32", text));
    }

    /// A line that says that something did not go as expected.
    public void bad(String text) {
        line(style("31", text));
    }

    /// Shows what is being waited for; call it often.
    public void progress(String text) {
        if (interactive) {
            out.print(CLEAR_LINE + style("2", text));
            out.flush();
            progressShown = true;
            return;
        }
        Instant now = clock.instant();
        if (lastProgress == null || !now.isBefore(lastProgress.plus(PROGRESS_EVERY))) {
            lastProgress = now;
            out.println("  " + text);
            out.flush();
        }
    }

    /// Ends a stretch of progress, so that the next one is shown at once.
    public void endProgress() {
        clearProgress();
        lastProgress = null;
    }

    private void clearProgress() {
        if (progressShown) {
            out.print(CLEAR_LINE);
            progressShown = false;
        }
    }

    private String style(String code, String text) {
        return interactive ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
