package sh.karpenter.controllers.disruption;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What has become of a command since a pass found it, as seen from one of its nodes. [#text] makes a sentence of
/// it.
public sealed interface Course {

    /// The command, as logs show it.
    String command();

    /// One sentence without a full stop, beginning with a small letter.
    String text();

    /// It waits, and is looked at again before anything is done.
    ///
    /// @param due when
    record Confirming(String command, Instant due) implements Course {
        @Override
        public String text() {
            return "waits until " + seconds(due) + " to be confirmed: " + command;
        }
    }

    /// It did not hold any more when its time came.
    ///
    /// @param cause one word
    /// @param message for people
    /// @param when when that was seen
    record Dropped(String command, String cause, String message, Instant when) implements Course {
        @Override
        public String text() {
            return "was to go until " + seconds(when) + ", then the command no longer held (" + cause + "): " + message;
        }
    }

    /// It could not be started.
    ///
    /// @param reason why
    /// @param when when that was tried
    record NotStarted(String command, String reason, Instant when) implements Course {
        @Override
        public String text() {
            return "was to go at " + seconds(when) + ", but the command could not be started: " + reason;
        }
    }

    /// It is being carried out.
    ///
    /// @param since since when
    /// @param replacements names of the claims that have to be ready first
    record UnderWay(String command, Instant since, List<String> replacements) implements Course {
        public UnderWay {
            replacements = List.copyOf(replacements);
        }

        @Override
        public String text() {
            return "is being disrupted since " + seconds(since)
                    + (replacements.isEmpty()
                            ? ""
                            : ", once " + String.join(", ", replacements)
                                    + (replacements.size() == 1 ? " is ready" : " are ready"))
                    + ": " + command;
        }
    }

    /// It has been taken back.
    ///
    /// @param reason why
    /// @param when when
    record RolledBack(String command, String reason, Instant when) implements Course {
        @Override
        public String text() {
            return "was to go, and at " + seconds(when) + " the command was taken back: " + reason;
        }
    }

    private static Instant seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }
}
