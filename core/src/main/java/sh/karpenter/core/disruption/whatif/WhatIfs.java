package sh.karpenter.core.disruption.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.scheduling.problem.Deadline;

/// The what-ifs of one round, one for each worker, so that many questions may be asked at the same time. The
/// answers do not depend on how many workers there are.
public final class WhatIfs {
    /// A worker compiles the cluster for itself, which takes as long as some dozens of questions.
    private static final int WORTH_A_WORKER = 50;

    private final List<WhatIf> whatIfs;
    private final SideBySide workers;

    private WhatIfs(List<WhatIf> whatIfs, SideBySide workers) {
        this.whatIfs = List.copyOf(whatIfs);
        this.workers = workers;
    }

    /// As many as there are workers.
    public static WhatIfs of(DisruptionRound round, SideBySide workers) {
        var whatIfs = new ArrayList<WhatIf>();
        for (int w = 0; w < Math.max(1, workers.width()); w++) {
            whatIfs.add(new WhatIf(round));
        }
        return new WhatIfs(whatIfs, workers);
    }

    /// One, for questions that depend on each other.
    public WhatIf first() {
        return whatIfs.getFirst();
    }

    /// Asks each question, roughly in their order.
    ///
    /// @param deadline polled between questions; those not asked by then have no answer
    /// @return an answer per question, null where it was not asked
    public <Q, A> List<@Nullable A> each(List<Q> questions, BiFunction<WhatIf, Q, A> ask, Deadline deadline) {
        List<@Nullable A> answers = new ArrayList<@Nullable A>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            answers.add(null);
        }
        int width = Math.clamp(questions.size() / WORTH_A_WORKER, 1, whatIfs.size());
        var tasks = new ArrayList<Runnable>(width);
        for (int w = 0; w < width; w++) {
            int first = w;
            WhatIf whatIf = whatIfs.get(w);
            // Every worker takes each width-th question, so that a deadline leaves the tail of the list unasked.
            tasks.add(() -> {
                for (int i = first; i < questions.size() && !deadline.passed(); i += width) {
                    answers.set(i, ask.apply(whatIf, questions.get(i)));
                }
            });
        }
        workers.run(tasks);
        return answers;
    }
}
